/** The content of an evidence file is gone, or its store does not answer. */
export class EvidenceUnavailable extends Error {
  override readonly name = 'EvidenceUnavailable';
  readonly code = 'evidence-unavailable';
}

/** Which file: by the incident that it belongs to, and its own id. Both are ids of ours, never words of a person. */
export interface EvidenceKey {
  incidentId: string;
  evidenceId: string;
}

/**
 * Keeps the content of evidence files; what is known of them is in the repository. A file is stored before its record is
 * written, and dropped before its record is: whoever is stopped in between can repeat it, and no content is forgotten.
 */
export interface EvidenceStore {
  /** Stores a file, durably when it resolves; once more with the same key it replaces it. @throws EvidenceUnavailable */
  put(key: EvidenceKey, content: Uint8Array): Promise<void>;
  /** Undefined: there is none. @throws EvidenceUnavailable */
  get(key: EvidenceKey): Promise<Uint8Array | undefined>;
  /** Drops a file; one that is not there is dropped already. @throws EvidenceUnavailable */
  delete(key: EvidenceKey): Promise<void>;
}

/** An id that is none of ours would name something else in a folder or a bucket. */
export class EvidenceKeyUnusable extends Error {
  override readonly name = 'EvidenceKeyUnusable';
  readonly code = 'evidence-key-unusable';
}

/** The one place where both parts of a key are checked, for every store. @throws EvidenceKeyUnusable */
export function partsOf({ incidentId, evidenceId }: EvidenceKey): [incidentId: string, evidenceId: string] {
  for (const id of [incidentId, evidenceId])
    if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(id)) throw new EvidenceKeyUnusable('An id of evidence is not one of ours.');
  return [incidentId, evidenceId];
}
