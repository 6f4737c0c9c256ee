import { ApiProblem } from '@resit/api-client/problem';
import { describe, expect, test } from 'vitest';
import { fieldWords, mayRetry, toProblem, unplacedFields } from './problem.ts';

const answered = (status: number, parts: object = {}, retryAfterSeconds?: number) =>
  toProblem(
    new ApiProblem({ type: 'about:blank', title: 'Title', status, code: 'some-code', ...parts }, { retryAfterSeconds }),
  );

const work = '/work';
const title = `${work}/title`;

const refused = answered(400, {
  code: 'invalid-input',
  detail: 'Some fields need your attention.',
  errors: [
    { pointer: '/student/email', code: 'format', message: 'Write an address like name@example.edu.' },
    { pointer: `#${title}`, code: 'required', message: 'Give the work’s title.' },
    { pointer: '/handling', code: 'enum', message: 'Choose one.' },
  ],
});

describe('fields', () => {
  test('are found by pointer, with and without a leading #, and through their parts', () => {
    expect(fieldWords(refused, title)).toBe('Give the work’s title.');
    expect(fieldWords(refused, '/student')).toBe('Write an address like name@example.edu.');
    expect(fieldWords(refused, '/stud')).toBe('');
    expect(fieldWords(undefined, '/student')).toBe('');
  });

  test('that the form does not show are listed', () => {
    expect(unplacedFields(refused, ['/student', title]).map(({ pointer }) => pointer)).toEqual(['/handling']);
  });
});

describe('words', () => {
  test('are the server’s where it has some', () => {
    expect(refused.words).toBe('Some fields need your attention.');
  });

  test('are ours where it has none', () => {
    expect(answered(404).words).toContain('does not exist');
    expect(answered(502).words).toContain('Try again');
    expect(answered(418).words).toBe('The server answered 418.');
  });

  test('say when to try again', () => {
    expect(answered(429, { detail: 'Too many.' }, 30).words).toBe('Too many. Try again in 30 seconds.');
    expect(answered(429, { detail: 'Too many.' }, 600).words).toBe('Too many. Try again in 10 minutes.');
  });

  test('of an unreachable server promise that what was entered is still there', () => {
    expect(answered(0, { code: 'unreachable' }).words).toContain('still here');
  });

  test('of anything else are those of what was thrown', () => {
    expect(toProblem(new RangeError('odd'))).toMatchObject({ code: 'unexpected', words: 'odd' });
    expect(toProblem('text').words).toContain('Reload');
  });
});

test('repeats faults of the server and the network, never a refusal or a fault of the page', () => {
  expect(mayRetry(answered(503))).toBe(true);
  expect(mayRetry(answered(0, { code: 'unreachable' }))).toBe(true);
  expect(mayRetry(refused)).toBe(false);
  expect(mayRetry(toProblem(new RangeError('odd')))).toBe(false);
});
