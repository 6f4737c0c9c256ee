import type { incidentStatuses } from '@resit/integrity/incident/incident';
import { mailTemplates } from '@resit/integrity/mail/mail';
import { z } from 'zod';
import type { TransferKind } from './format.ts';

/*
 * What an item of a transfer file must have: everything that indexes, use cases and the workflow go by. Fields that these
 * do not know are carried along as they are.
 */
const text = z.string();
const id = z.string().min(1).max(500);
const instant = z.iso.datetime();
const count = z.int().min(0);
const names = z.array(text);
const base = { id, version: z.int().min(1) };
/** Items carry the version of their own shape, which those who read them know. */
const shaped = { ...base, shape: z.int().min(1) };
const person = z.looseObject({ sub: id, name: text });

const incidentBase = {
  ...shaped,
  reference: id,
  student: z.looseObject({ studentNumber: id, name: text, email: text }),
  work: z.looseObject({ title: text, unit: text }),
  description: text,
  reportedBy: z.looseObject({ sub: id, name: text, role: z.enum(['lecturer', 'officer', 'administrator']) }),
  reportedAt: instant,
  changedAt: instant,
  policyNumber: z.int().min(1),
  attemptsAllowed: count,
  attemptsScheduled: count,
  run: z.looseObject({
    executionName: id,
    executionArn: id,
    requestedAt: instant.optional(),
    stopped: z
      .looseObject({ at: instant, status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']), error: text, cause: text })
      .optional(),
  }),
  /** A task token of the engine that it comes from has no place here. */
  waiting: z.undefined('must not be there: task tokens are not carried over').optional(),
};
type Status = (typeof incidentStatuses)[number];
const statusFields: Readonly<Record<Status, z.ZodRawShape>> = {
  'to-be-confirmed': {},
  'to-be-scheduled': {},
  'exam-open': { currentExamId: id },
  'awaiting-decision': { reason: id, flaggedAt: instant },
  resolved: { resolvedAt: instant, examId: id, certificateId: id },
  closed: { outcome: z.enum(['penalty', 'dismissed']), decidedAt: instant, why: text, appealBy: instant.optional() },
  withdrawn: { withdrawnAt: instant, why: text, refused: z.boolean() },
};
const variants = <S extends string>(shape: z.ZodRawShape, byStatus: Readonly<Record<S, z.ZodRawShape>>) =>
  z.union(
    Object.entries<z.ZodRawShape>(byStatus).map(([status, fields]) =>
      z.looseObject({ ...shape, ...fields, status: z.literal(status) }),
    ),
  );

const examBase = {
  ...shaped,
  incidentId: id,
  studentNumber: id,
  attempt: z.int().min(1),
  scheduledAt: instant,
  deadline: z.looseObject({ at: instant, zone: id }),
  policy: z.looseObject({ number: z.int().min(1), passMarkPercent: z.number(), questionCount: count }),
  drawn: z.array(z.looseObject({ questionId: id, version: z.int().min(1) })),
  invitation: z.looseObject({ mailId: id, status: z.enum(['queued', 'accepted', 'bounced']), at: instant }).optional(),
  remindersSent: z.array(z.number()),
  adjustments: z.looseObject({ extraTimePercent: z.number(), breakMinutes: z.number() }),
  openRequests: names,
  waiting: incidentBase.waiting,
};
const started = { startedAt: instant, startedAtReal: instant, endsAt: instant };
const marking = z.looseObject({ result: z.enum(['Pass', 'Fail']), points: z.number(), maxPoints: z.number() });

const delivery = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('held'), until: instant }),
  z.looseObject({ status: z.literal('queued'), attempts: count, nextAttemptAt: instant }),
  z.looseObject({ status: z.literal('accepted'), at: instant, by: text }),
  z.looseObject({ status: z.literal('bounced'), at: instant, reason: text, by: text }),
  z.looseObject({ status: z.literal('cancelled'), at: instant }),
]);

export const itemShapes: Readonly<Record<TransferKind, z.ZodType>> = {
  policy: z.looseObject({
    ...base,
    number: z.int().min(1),
    passMarkPercent: z.number(),
    attempts: count,
    days: count,
    questionCount: count,
    timeLimitMinutes: z.number().nullable(),
    reminderDaysBefore: z.array(z.number()),
    appealDays: count,
    retentionMonths: count,
  }),
  question: z.looseObject({
    ...base,
    question: z.looseObject({ id, version: z.int().min(1), type: id, topic: id }),
    newest: z.boolean(),
    savedAt: instant,
  }),
  template: z.looseObject({ ...base, subject: text, body: text, savedAt: instant }),
  staff: z.looseObject({
    ...shaped,
    username: id,
    name: text,
    email: text,
    roles: names,
    disabled: z.boolean(),
    createdAt: instant,
  }),
  client: z.looseObject({ ...shaped, name: text, roles: names, disabled: z.boolean(), createdAt: instant }),
  seenOfficer: z.looseObject({ ...base, name: text, seenAt: text }),
  student: z.looseObject({ ...shaped, name: text, email: text, extraTimePercent: z.number() }),
  incident: variants(incidentBase, statusFields),
  exam: variants(examBase, {
    scheduled: {},
    started,
    submitted: { startedAt: instant, submittedAt: instant, submittedBy: id, marking },
    'did-not-sit': { closedAt: instant },
    excused: { closedAt: instant },
    withdrawn: { closedAt: instant },
  }),
  answerSheet: z.looseObject({ ...shaped, answers: z.record(text, z.looseObject({ savedAt: instant })) }),
  request: z.looseObject({ ...shaped, incidentId: id, examId: id, type: id, text, askedAt: instant }),
  note: z.looseObject({ ...base, incidentId: id, text, by: person, at: instant }),
  evidence: z.looseObject({ ...base, incidentId: id, name: text, mediaType: text, sizeBytes: count, at: instant }),
  certificate: z.looseObject({ ...base, studentNumber: id, name: text, issuedAt: instant, examId: id }),
  importRows: z.looseObject({ ...shaped, rows: z.array(z.looseObject({ line: count, key: id })) }),
  importJob: z.looseObject({
    ...shaped,
    fileName: text,
    by: person,
    status: z.enum(['preview', 'running', 'done', 'undoing', 'undone']),
    createdAt: instant,
    chunks: count,
    chunksDone: count,
  }),
  mail: z.looseObject({
    ...shaped,
    messageId: id,
    template: z.enum(mailTemplates),
    to: z.looseObject({ name: text, address: text }),
    subject: text,
    text,
    html: text,
    holdsCode: z.boolean(),
    createdAt: instant,
    delivery,
  }),
  examCode: z.looseObject({ ...shaped, examId: id, codeHash: id, expiresAt: instant, triesLeft: z.int() }),
  examSession: z.looseObject({ ...shaped, examId: id, createdAt: instant, expiresAt: instant }),
  limit: z.looseObject({ ...base, count: z.number(), expiresAt: instant }),
};

const counts = z.strictObject({
  items: z.record(id, count),
  executions: count,
  counters: count,
  auditEntries: count,
  studentKeys: count,
});

export const headerShape = z.looseObject({
  type: z.literal('resit-transfer'),
  format: z.number(),
  id: z.string().regex(/^[0-9a-z]{16,64}$/u),
  product: text,
  exportedAt: instant,
  stoppedAt: instant.optional(),
  settings: z.looseObject({ institution: text, origin: text, timeZone: text, contactName: text, contactAddress: text }),
  counts,
});

export const endShape = z.strictObject({
  type: z.literal('end'),
  lines: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});

/** Records other than items, by type. */
export const recordShapes = {
  execution: z.strictObject({ type: z.literal('execution'), name: id, input: z.string().min(2) }),
  counter: z.strictObject({ type: z.literal('counter'), name: id, value: z.int() }),
  audit: z.strictObject({
    type: z.literal('audit'),
    entry: z.looseObject({ chain: id, seq: z.int().min(1), previousHash: id, hash: id, at: text, action: text }),
  }),
  'student-key': z.strictObject({
    type: z.literal('student-key'),
    studentNumber: id,
    key: z.base64().length(44),
  }),
} as const;
