/** The store was closed, by `close()` or by an earlier failure; nothing can be written any more. Read the cause. */
export class StoreClosedError extends Error {
  readonly code = 'STORE_CLOSED';
  constructor(options?: { cause?: unknown }) {
    super('The store is closed.', options);
    this.name = 'StoreClosedError';
  }
}

/** A write failed. What it was asked to keep is not acknowledged, and the store closes itself: only a restart goes on. */
export class StoreWriteError extends Error {
  readonly code = 'STORE_WRITE_FAILED';
  constructor(options: { cause: unknown }) {
    super(
      `The store could not write: ${options.cause instanceof Error ? options.cause.message : String(options.cause)}`,
      options,
    );
    this.name = 'StoreWriteError';
  }
}

/** The data file cannot be opened: no permission, not a database, written by a newer version. */
export class StoreOpenError extends Error {
  readonly code = 'STORE_OPEN_FAILED';
  constructor(file: string, reason: string, options?: { cause?: unknown }) {
    super(`Cannot open ${file}: ${reason}`, options);
    this.name = 'StoreOpenError';
  }
}

/** Another process has the data file open. One file has one owner. */
export class StoreInUseError extends Error {
  readonly code = 'STORE_IN_USE';
  constructor(file: string, options?: { cause?: unknown }) {
    super(`${file} is in use by another process.`, options);
    this.name = 'StoreInUseError';
  }
}

export type StoreError = StoreClosedError | StoreWriteError | StoreOpenError | StoreInUseError;
