/** What every event of a history has. */
export interface EventBase {
  /** Counts from 1, without gaps. */
  readonly id: number;
  /** The event that led to this one: the one before it on the same branch, 0 for the first. */
  readonly previousEventId: number;
  readonly timestampMs: number;
}

/** How AWS describes a failure; each part may be missing. */
export interface ErrorDetails {
  readonly error?: string;
  readonly cause?: string;
}
