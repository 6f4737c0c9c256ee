import {
  InvalidInput,
  NotAllowed,
  NotFound,
  NotSignedIn,
  TooMany,
  VersionMismatch,
  WrongState,
} from '@resit/integrity/errors';
import { Conflict, RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { describe, expect, it } from 'vitest';
import { isFault, problemResult, UnsupportedMediaType, VersionRequired } from './problem.ts';

describe('problemResult', () => {
  it.each([
    [new InvalidInput([{ pointer: '/a', code: 'required', message: 'Enter a.' }]), 400, 'invalid-input', {}],
    [new NotSignedIn('Sign in.'), 401, 'not-signed-in', { 'WWW-Authenticate': 'Bearer' }],
    [new NotAllowed('No.'), 403, 'not-allowed', {}],
    [new NotFound('incident'), 404, 'not-found', {}],
    [new WrongState('Not now.'), 409, 'wrong-state', {}],
    [new Conflict('incident', 'secret-id'), 409, 'conflict', { 'Retry-After': '1' }],
    [new VersionMismatch('policy'), 412, 'version-mismatch', {}],
    [new UnsupportedMediaType(), 415, 'unsupported-media-type', {}],
    [new VersionRequired(), 428, 'version-required', {}],
    [new TooMany('Wait.', 17), 429, 'too-many-requests', { 'Retry-After': '17' }],
    [new RepositoryUnavailable('/secret/path'), 503, 'repository-unavailable', { 'Retry-After': '1' }],
    [new TypeError('secret'), 500, 'fault', {}],
    ['secret', 500, 'fault', {}],
  ])('turns %s into %i %s', (error, status, code, headers) => {
    const result = problemResult(error, 'request-1');
    expect(result.statusCode).toBe(status);
    expect(result.headers).toMatchObject({ 'Content-Type': 'application/problem+json; charset=utf-8', ...headers });
    const body = JSON.parse(result.body) as Record<string, unknown>;
    expect(body).toMatchObject({ type: `urn:resit:problem:${code}`, status, code });
    expect(body.title).toBeTypeOf('string');
    expect(body.detail).toBeTypeOf('string');
    expect(result.body).not.toContain('secret');
  });

  it('lists every wrong field', () => {
    const errors = [
      { pointer: '/a', code: 'required', message: 'Enter a.' },
      { pointer: '/b/0', code: 'too-long', message: 'Shorten b.' },
    ];
    expect(JSON.parse(problemResult(new InvalidInput(errors), 'r').body)).toMatchObject({ errors });
  });

  it('gives the request of a fault, by which the log finds it', () => {
    expect(JSON.parse(problemResult(new Error('x'), 'request-9').body)).toMatchObject({ instance: 'request-9' });
  });
});

describe('isFault', () => {
  it('tells what the caller can mend from what belongs in the log', () => {
    expect([new NotFound('x'), new Conflict('exam', 'e'), new TooMany('x', 1)].map(isFault)).toEqual([
      false,
      false,
      false,
    ]);
    expect([new RepositoryUnavailable('x'), new TypeError('x'), undefined].map(isFault)).toEqual([true, true, true]);
  });
});
