/** The text is not a history chunk of a version this build reads. */
export class StoredHistoryError extends Error {
  readonly code = 'STORED_HISTORY_UNREADABLE';
}
