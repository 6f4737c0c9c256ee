import { expect, it } from 'vitest';
import { createLog, type LogFields, scrub } from './log.ts';

function capture() {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => lines.push(line) });
  return { log, lines };
}

it('writes what is allowed as one JSON object a line', () => {
  const { log, lines } = capture();
  log.info('request', { requestId: 'r1', status: 200 });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'request', requestId: 'r1', status: 200 });
});

it('leaves out every field that has no place in a log', () => {
  const { log, lines } = capture();
  log.info('request', { requestId: 'r1', name: 'Ada', email: 'ada@x.edu', token: 'abc' } as LogFields);
  expect(lines.join('')).not.toMatch(/Ada|ada@|abc/);
});

it('takes addresses, codes and tokens out of the words of an error and its causes', () => {
  const { log, lines } = capture();
  const token = 'AQCEAAAAKgAAAAMAAAAAAAAAAZ';
  const cause = new TypeError(`token ${token} and code 123456`);
  log.error('failed', {}, new Error('550 no such user ada@x.edu: "Ada Lovelace"', { cause }));
  expect(lines.join('')).not.toMatch(/ada@x|Lovelace|123456|AQCEAAAA/);
  expect(JSON.parse(lines[0] ?? '').error).toMatchObject({ name: 'Error', cause: { name: 'TypeError' } });
});

it('keeps the words that say what went wrong', () => {
  expect(scrub('SQLITE_FULL: database or disk is full')).toBe('SQLITE_FULL: database or disk is full');
});
