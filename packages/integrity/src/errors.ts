/** One wrong field of an input: JSON pointer into the input, a stable code, and words that say what to do. */
export interface FieldError {
  pointer: string;
  code: string;
  message: string;
}

/** Input that cannot be accepted as it is; lists every wrong field. HTTP 400. */
export class InvalidInput extends Error {
  readonly code = 'invalid-input';
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[], message = 'Some fields need your attention.') {
    super(message);
    this.errors = errors;
  }
}

/** There is no such object, or the caller may not know that there is. HTTP 404. */
export class NotFound extends Error {
  readonly code = 'not-found';
  constructor(what: string) {
    super(`There is no ${what} with this id, or you may not see it.`);
  }
}

/** The caller is known and may not do this. HTTP 403. */
export class NotAllowed extends Error {
  readonly code = 'not-allowed';
}

/** The object's state does not allow the action now; says what state it is in. HTTP 409. */
export class WrongState extends Error {
  readonly code = 'wrong-state';
}

/** Somebody else changed the object first, and the caller named the version that it edited. HTTP 412. */
export class VersionMismatch extends Error {
  readonly code = 'version-mismatch';
  constructor(what: string) {
    super(`Somebody else changed this ${what} since you opened it. Load it again and repeat your change.`);
  }
}

/** Too many tries; `retryAfterSeconds` says when the next may come. HTTP 429. */
export class TooMany extends Error {
  readonly code = 'too-many-requests';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No valid sign-in or exam session. HTTP 401. */
export class NotSignedIn extends Error {
  readonly code = 'not-signed-in';
}

/** What use cases throw for the caller to act on; anything else is a fault of ours. */
export type ResitError = InvalidInput | NotFound | NotAllowed | WrongState | VersionMismatch | TooMany | NotSignedIn;

const kinds = [InvalidInput, NotFound, NotAllowed, WrongState, VersionMismatch, TooMany, NotSignedIn];

export const isResitError = (error: unknown): error is ResitError => kinds.some((kind) => error instanceof kind);
