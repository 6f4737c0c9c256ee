import { isMailHeld } from '../exam/exam.ts';
import type { Items, Kind } from './repository.ts';

/** Where an item stands in an index: partition and sort key; undefined: not in it. */
type Place = readonly [partition: string, sort: string] | undefined;
export type Index<T> = (item: T) => Place;

const digits = (n: number): string => String(n).padStart(6, '0');
const isUnderWay = (status: string): boolean => status === 'running' || status === 'undoing';
const open = (status: string): boolean => status === 'scheduled' || status === 'started';

/** Every way in which items are found other than by id: one table for all adapters. */
export const indexes = {
  incident: {
    all: (i) => ['all', i.reportedAt],
    byStatus: (i) => [i.status, i.reportedAt],
    byReporter: (i) => [i.reportedBy.sub, i.reportedAt],
    byStudent: (i) => [i.student.studentNumber, i.reportedAt],
    toStart: (i) => (i.run.requestedAt ? ['to-start', i.run.requestedAt] : undefined),
    stopped: (i) => (i.run.stopped ? ['stopped', i.run.stopped.at] : undefined),
    byChange: (i) => ['all', i.changedAt],
  },
  exam: {
    byIncident: (e) => [e.incidentId, digits(e.attempt)],
    byStudent: (e) => [e.studentNumber, e.scheduledAt],
    openByDeadline: (e) => (open(e.status) ? ['open', e.deadline.at] : undefined),
    /** Attempts under way, by the instant they end: the sweep of expired attempts. */
    startedByEnd: (e) => (e.status === 'started' ? ['started', e.endsAt] : undefined),
    /** Open exams whose student should have been reached and has not: their deadlines do not count. */
    notNotified: (e) =>
      open(e.status) && e.invitation?.status !== 'accepted' && !isMailHeld(e)
        ? ['not-notified', e.deadline.at]
        : undefined,
    /** Open exams whose invitation the office holds back, with the import that they came with. */
    mailHeld: (e) => (open(e.status) && isMailHeld(e) ? ['mail-held', e.deadline.at] : undefined),
    submitted: (e) => (e.status === 'submitted' ? ['submitted', e.submittedAt] : undefined),
  },
  answerSheet: {},
  mail: {
    all: (m) => ['all', m.createdAt],
    byIncident: (m) => (m.incidentId ? [m.incidentId, m.createdAt] : undefined),
    /** What the drain sends next. */
    due: (m) =>
      m.delivery.status === 'queued'
        ? ['due', m.delivery.nextAttemptAt]
        : m.delivery.status === 'held'
          ? ['due', m.delivery.until]
          : undefined,
    bounced: (m) => (m.delivery.status === 'bounced' ? ['bounced', m.delivery.at] : undefined),
  },
  callback: { due: (c) => ['due', c.nextAttemptAt] },
  request: {
    byIncident: (r) => [r.incidentId, r.askedAt],
    open: (r) => (r.answer ? undefined : ['open', r.askedAt]),
  },
  student: { all: (s) => ['all', s.id] },
  examCode: { byExam: (c) => [c.examId, c.expiresAt] },
  examSession: { byExam: (s) => [s.examId, s.createdAt], expiring: (s) => ['session', s.expiresAt] },
  limit: { expiring: (l) => ['limit', l.expiresAt] },
  policy: { all: (p) => ['all', digits(p.number)] },
  question: {
    newest: (q) => (q.newest ? ['all', q.id] : undefined),
    versions: (q) => [q.question.id, digits(q.question.version)],
  },
  staff: { all: (s) => ['all', s.username], byUsername: (s) => [s.username, ''] },
  client: { all: (c) => ['all', c.createdAt] },
  seenOfficer: { all: (o) => ['all', o.seenAt] },
  note: { byIncident: (n) => [n.incidentId, n.at] },
  evidence: { byIncident: (e) => [e.incidentId, e.at] },
  heartbeat: {},
  certificate: { byExam: (c) => [c.examId, c.issuedAt] },
  template: { all: (t) => ['all', t.id] },
  importJob: {
    all: (j) => ['all', j.createdAt],
    unfinished: (j) => (isUnderWay(j.status) ? ['unfinished', j.createdAt] : undefined),
  },
  importRows: {},
} as const satisfies { [K in Kind]: Readonly<Record<string, Index<Items[K]>>> };

export type IndexOf<K extends Kind> = keyof (typeof indexes)[K] & string;
