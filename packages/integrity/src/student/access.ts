/** A code that was mailed for one exam to one browser. Its id is `<examId>:<browser hash>`. Real time throughout. */
export interface ExamCode {
  id: string;
  version: number;
  shape: 1;
  examId: string;
  /** Hash of the code with the exam and the browser's binding cookie. */
  codeHash: string;
  expiresAt: string;
  triesLeft: number;
  mailId?: string;
}

/** An exam session: what a code buys. Its id is the SHA-256 of the cookie's value. */
export interface ExamSession {
  id: string;
  version: number;
  shape: 1;
  examId: string;
  createdAt: string;
  expiresAt: string;
}

/** Attempt limits of one key (an exam, an address) in a window, with ids like `code-wrong:<examId>:<day>`; and browsers known to an exam. */
export interface Limit {
  id: string;
  version: number;
  count: number;
  expiresAt: string;
}

/** What a student asks of the office. While it is open the deadline is held. */
export interface StudentRequest {
  id: string;
  version: number;
  shape: 1;
  incidentId: string;
  examId: string;
  type: 'more-time' | 'mistake';
  /** In the student's words; only officers read it. */
  text: string;
  askedAt: string;
  answer?: { granted: boolean; text: string; at: string; by: string };
}
