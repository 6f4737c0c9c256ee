import {
  type FieldError,
  InvalidInput,
  NotAllowed,
  NotFound,
  NotSignedIn,
  type ResitError,
  TooMany,
  VersionMismatch,
  WrongState,
} from '@resit/integrity/errors';
import { EvidenceUnavailable } from '@resit/integrity/ports/evidence-store';
import { Conflict, RepositoryUnavailable } from '@resit/integrity/ports/repository';
import type { ProxyResult } from './proxy.ts';

/** RFC 9457 problem details, with a stable `code` to switch on. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: readonly FieldError[];
  /** Of a fault of ours: the request's id, by which the log finds it. */
  instance?: string;
}

/** The caller has to name the version that it edited. HTTP 428. */
export class VersionRequired extends Error {
  readonly code = 'version-required';
  constructor() {
    super("Send the ETag that you read as If-Match, so that nobody else's change is lost.");
  }
}

/** The body is of a type that the API does not take. HTTP 415. */
export class UnsupportedMediaType extends Error {
  readonly code = 'unsupported-media-type';
  constructor() {
    super('Send the body as application/json.');
  }
}

type Known =
  | ResitError
  | VersionRequired
  | UnsupportedMediaType
  | Conflict
  | RepositoryUnavailable
  | EvidenceUnavailable;

const httpStatusAndTitle: ReadonlyArray<readonly [new (...args: never[]) => Known, number, string]> = [
  [InvalidInput, 400, 'Invalid input'],
  [NotSignedIn, 401, 'Not signed in'],
  [NotAllowed, 403, 'Not allowed'],
  [NotFound, 404, 'Not found'],
  [WrongState, 409, 'Not possible now'],
  [Conflict, 409, 'Changed at the same time'],
  [VersionMismatch, 412, 'Changed by somebody else'],
  [UnsupportedMediaType, 415, 'Unsupported media type'],
  [VersionRequired, 428, 'Version required'],
  [TooMany, 429, 'Too many requests'],
  [RepositoryUnavailable, 503, 'Unavailable'],
  [EvidenceUnavailable, 503, 'Unavailable'],
];

/** What people read where an error's own words are about our insides. */
const detailOf = (error: Known): string => {
  if (error instanceof Conflict) return 'Somebody else changed this at the same time. Try again.';
  if (error instanceof RepositoryUnavailable) return 'The data store does not answer. Nothing was changed; try again.';
  return error.message;
};

/** More wrong fields than a form of ours has. */
const ERRORS_MAX = 100;

/** The one place where an error becomes an HTTP answer. What is not known is a fault of ours and says nothing of its cause. */
export function problemOf(error: unknown, requestId: string): Problem {
  const found = httpStatusAndTitle.find(([kind]) => error instanceof kind);
  if (!found) {
    return {
      type: 'urn:resit:problem:fault',
      title: 'Fault',
      status: 500,
      detail: 'Something went wrong on our side. Try again; if it happens again, tell us the instance.',
      code: 'fault',
      instance: requestId,
    };
  }
  const known = error as Known;
  const [, status, title] = found;
  return {
    type: `urn:resit:problem:${known.code}`,
    title,
    status,
    detail: detailOf(known),
    code: known.code,
    ...(known instanceof InvalidInput ? { errors: known.errors.slice(0, ERRORS_MAX) } : {}),
  };
}

/** True for an error that the caller can do nothing about: it belongs in the log. */
export const isFault = (error: unknown): boolean =>
  error instanceof RepositoryUnavailable || !httpStatusAndTitle.some(([kind]) => error instanceof kind);

/** The answer for an error, headers included. */
export function problemResult(error: unknown, requestId: string): ProxyResult {
  const problem = problemOf(error, requestId);
  const retryAfterSeconds =
    error instanceof TooMany
      ? error.retryAfterSeconds
      : error instanceof RepositoryUnavailable || error instanceof Conflict
        ? 1
        : undefined;
  return {
    statusCode: problem.status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
      ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify(problem),
    isBase64Encoded: false,
  };
}
