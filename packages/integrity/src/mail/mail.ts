/** Every kind of mail that Resit writes; one template file each in `workflow/mail`. */
export const mailTemplates = [
  'invitation',
  'reminder',
  'code',
  'request-received',
  'request-answered',
  'result',
  'resolved',
  'administrative-action',
  'decision',
  'withdrawn',
  'extension',
  'report-answered',
  'officer-notice',
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

/** Mails that staff get; all others go to the student. */
const toStaff: readonly MailTemplate[] = ['report-answered', 'officer-notice'];
export const isToStudent = (template: MailTemplate): boolean => !toStaff.includes(template);

/** One mail in the outbox. Its id is the idempotency key: putting the same mail twice keeps one. */
export interface Mail {
  id: string;
  version: number;
  shape: 1;
  /** RFC 5322 Message-ID with angle brackets; the same at every try. */
  messageId: string;
  template: MailTemplate;
  incidentId?: string;
  examId?: string;
  to: { name: string; address: string };
  replyTo?: string;
  subject: string;
  /** Empty once erased. */
  text: string;
  html: string;
  /** The body holds a code: erased on sending by SMTP, shown to nobody but in trial mode until used or expired. */
  holdsCode: boolean;
  erasedAt?: string;
  createdAt: string;
  delivery: Delivery;
  /** The trace that wrote it, while it is under way. */
  traceHeader?: string;
}

/** `held`: not before `until` (bulk import with undo). `failed`: given up after the last back-off. Times here are real time. */
export type Delivery =
  | { status: 'held'; until: string }
  | { status: 'queued'; attempts: number; nextAttemptAt: string; lastError?: string }
  | { status: 'accepted'; at: string; by: 'smtp' | 'trial' }
  | { status: 'bounced'; at: string; reason: string; by: 'smtp' | 'officer' | 'provider' }
  | { status: 'cancelled'; at: string };
