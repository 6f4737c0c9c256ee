import type { Incident, ToBeScheduled } from '@resit/integrity/incident/incident';
import type { Mail } from '@resit/integrity/mail/mail';
import type { Change, Repository } from '@resit/integrity/ports/repository';

/** How the suite gets an adapter: a fresh, empty one each time; `reopen` where the adapter outlives its process. */
export interface Subject {
  repository: Repository;
  reopen?(): Promise<Repository>;
  dispose(): Promise<void>;
}

/** A test of an adapter that is fresh and empty. */
export const using =
  (open: () => Promise<Subject>) => (test: (repository: Repository, subject: Subject) => Promise<void>) => async () => {
    const subject = await open();
    try {
      await test(subject.repository, subject);
    } finally {
      await subject.dispose();
    }
  };

export const incident = (id: string, over: Partial<ToBeScheduled> = {}): Incident => ({
  id,
  version: 0,
  shape: 1,
  status: 'to-be-scheduled',
  reference: 'AAAAA-BBBBB',
  student: { studentNumber: 's1', name: 'O\'Brien "quoted" back\\slash 李 🎓', email: 'student@example.edu' },
  work: { title: 'Essay', unit: 'HIST101' },
  description: 'copied',
  reportedBy: { sub: 'staff-1', name: 'Officer', role: 'officer' },
  reportedAt: '2026-11-22T00:00:00.000Z',
  changedAt: '2026-11-22T00:00:00.000Z',
  policyNumber: 1,
  attemptsAllowed: 3,
  attemptsScheduled: 0,
  run: { executionName: id, executionArn: `arn:${id}` },
  ...over,
});

export const mail = (id: string, delivery: Mail['delivery']): Mail => ({
  id,
  version: 0,
  shape: 1,
  messageId: `<${id}@example.edu>`,
  template: 'invitation',
  to: { name: 'A', address: 'a@example.edu' },
  subject: 's',
  text: 't',
  html: 'h',
  holdsCode: false,
  createdAt: '2026-11-22T00:00:00.000Z',
  delivery,
});

export const put = (item: Incident, expected?: number | null): Change =>
  expected === undefined ? { type: 'put', kind: 'incident', item } : { type: 'put', kind: 'incident', item, expected };

export const putQuestion = (id: string, expected: null): Change => ({
  type: 'put',
  kind: 'question',
  item: {
    id,
    version: 0,
    question: {
      id: 'q',
      version: 1,
      type: 'true-false',
      topic: 'quoting',
      difficulty: 1,
      pool: 'exam',
      stem: 'So?',
      feedback: 'So.',
      source: 'A guide',
      status: 'active',
      correct: true,
    },
    newest: true,
    savedAt: '2026-11-22T00:00:00.000Z',
    savedBy: 'test',
  },
  expected,
});

export const audit = (chain: string, n: number): Change => ({
  type: 'audit',
  note: {
    chain,
    at: '2026-11-22T00:00:00.000Z',
    actor: { kind: 'system', name: 'test' },
    action: 'thing.done',
    facts: { n },
    studentNumber: 's1',
    personal: { name: `O'Brien 李 ${n}` },
  },
});
