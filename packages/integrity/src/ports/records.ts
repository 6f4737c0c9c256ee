/** A callback that a decision owes to the workflow; drained like mail, at least once. Deleted when the engine took or refused it for good. */
export interface PendingCallback {
  /** `<incident or exam id>:<sequence of its write>`. */
  id: string;
  version: number;
  incidentId: string;
  taskToken: string;
  /** What SendTaskSuccess gives the state: ids and results only. */
  output: Readonly<Record<string, string>>;
  attempts: number;
  /** Real time. */
  nextAttemptAt: string;
  /** The trace that owes it. */
  traceHeader?: string;
  /** The trace that recorded the token, which is done with. */
  previousTraceHeader?: string;
}

/** A note of staff on an incident. */
export interface Note {
  id: string;
  version: number;
  incidentId: string;
  text: string;
  by: { sub: string; name: string };
  at: string;
}

/** A file that belongs to an incident; its content lies behind the evidence port. */
export interface Evidence {
  id: string;
  version: number;
  incidentId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  by: { sub: string; name: string };
  at: string;
}

/** Proof that an exam was passed; names no incident. */
export interface Certificate {
  id: string;
  version: number;
  studentNumber: string;
  name: string;
  issuedAt: string;
  examId: string;
  revokedAt?: string;
}

/** An officer whom an issuer elsewhere let in: all that is known of officers where accounts are kept there. Its id is the subject. */
export interface SeenOfficer {
  id: string;
  version: number;
  name: string;
  /** When they last called, to the day; real time. */
  seenAt: string;
}

/** A mail template as edited by an administrator; where there is none, the shipped one holds. Its id is the template's name. */
export interface StoredTemplate {
  id: string;
  version: number;
  subject: string;
  body: string;
  savedAt: string;
  savedBy: string;
}

/** When a service of several machines was last known to work; one item. One machine keeps that in a file of its own. */
export interface Heartbeat {
  id: 'service';
  version: number;
  /** Real time. */
  at: string;
}
