import type { Exam } from '@resit/integrity/exam/exam';
import { type Incident, type IncidentStatus, incidentStatuses } from '@resit/integrity/incident/incident';
import type { IncidentAction } from '@resit/integrity/incident/transitions';
import { anIncident } from '@resit/integrity/testing/fixtures';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { callbacks, createWorld, mails } from '@resit/integrity/testing/world';
import { createStaff } from '@resit/integrity/use-cases/staff/manage-staff';
import { enterCode } from '@resit/integrity/use-cases/student/enter-code';
import { describe, expect, it } from 'vitest';
import { administrator, createTestApi, officer, otherOfficer } from '../testing/call-api.ts';
import { createOffice } from '../testing/office.ts';

const why = { why: 'Because I say so.' };
const bodies: Record<IncidentAction, object> = {
  confirm: { finding: { reference: 'F-9', foundOn: '2026-11-20' } },
  refuse: why,
  'extend-deadline': { until: '2026-12-10', ...why },
  adjust: { extraTimePercent: 50, breakMinutes: 10 },
  excuse: why,
  'resend-invitation': {},
  'issue-code': { identityCheck: 'Passport seen.' },
  'mark-bounced': { mailId: 'one-mail', ...why },
  withdraw: why,
  decide: { decision: 'penalty', penalty: 'A mark of zero.', ...why },
  'answer-request': { requestId: 'one-request', granted: false, text: 'Sorry, no.' },
  notes: { text: 'A note: O\'Brien "quoted" back\\slash 李 😀' },
  evidence: { name: 'scan.txt', content: 'QSBzY2FuLg==' },
  'remove-evidence': { evidenceId: 'one-file', ...why },
  resume: why,
  redrive: why,
};

/** In which states each action may be taken: of product.md's process, not of the code. Stopped or not makes no odds here. */
const legal: Record<Exclude<IncidentAction, 'resume' | 'redrive'>, readonly IncidentStatus[]> = {
  confirm: ['to-be-confirmed'],
  refuse: ['to-be-confirmed'],
  'extend-deadline': ['exam-open'],
  adjust: ['exam-open'],
  excuse: ['exam-open'],
  'resend-invitation': ['exam-open'],
  'issue-code': ['exam-open'],
  'mark-bounced': ['exam-open'],
  withdraw: ['to-be-scheduled', 'exam-open', 'awaiting-decision'],
  decide: ['awaiting-decision'],
  'answer-request': ['exam-open'],
  notes: incidentStatuses,
  evidence: incidentStatuses,
  'remove-evidence': incidentStatuses,
};

/** The incident `one` of the office, in a status, with a function that waits on it. */
async function officeWith(status: IncidentStatus): Promise<TestDeps> {
  const deps = await createOffice();
  if (status === 'exam-open') return deps;
  const before = await deps.repository.get('incident', 'one');
  const { id, reference, student, reportedBy, run } = before as Incident;
  const incident = anIncident({
    status,
    id,
    reference,
    student,
    reportedBy,
    run,
    waiting: { taskToken: 'token-of-one', recordedAt: '2026-11-22T02:00:00.000Z' },
  } as never);
  const exam = (await deps.repository.get('exam', 'one-exam')) as Exam;
  const closed = { ...exam, status: 'did-not-sit', closedAt: '2026-11-22T02:00:00.000Z', openRequests: [] };
  await deps.repository.commit([
    { type: 'put', kind: 'incident', item: incident as Incident },
    { type: 'put', kind: 'exam', item: closed as unknown as Exam },
  ]);
  return deps;
}

const act = (deps: TestDeps, action: IncidentAction, body: object = bodies[action], caller = officer) =>
  createTestApi(deps).call(caller, `POST /incident/{incidentId}/${action}`, { path: { incidentId: 'one' }, body });

const trail = (deps: TestDeps) => deps.repository.auditTrail('one');
const incidentOf = async (deps: TestDeps) => (await deps.repository.get('incident', 'one')) as Incident;
const examOf = async (deps: TestDeps) => (await deps.repository.get('exam', 'one-exam')) as Exam;

describe.each(Object.keys(legal) as (keyof typeof legal)[])('%s', (action) => {
  it.each(incidentStatuses)('in an incident that is %s: goes by the table', async (status) => {
    const deps = await officeWith(status);
    const before = await trail(deps);
    const [incident, exam] = [await incidentOf(deps), await examOf(deps)];
    const answer = await act(deps, action);
    const after = await trail(deps);
    if (legal[action].includes(status)) {
      expect(answer.status).toBe(200);
      expect(after.length).toBe(before.length + 1);
      expect(after.at(-1)).toMatchObject({ actor: { kind: 'staff', sub: officer.sub, name: officer.name } });
    } else {
      expect(answer).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
      expect([await incidentOf(deps), await examOf(deps), after]).toEqual([incident, exam, before]);
      expect(await callbacks(deps)).toEqual([]);
    }
  });
});

describe('confirm', () => {
  it('records the finding, mends the details, owes the workflow its answer, and refreshes the directory', async () => {
    const deps = await officeWith('to-be-confirmed');
    const student = { studentNumber: 's1', name: "Siobhán O'Brien 李 😀", email: 'right@example.edu' };
    const answer = await act(deps, 'confirm', { ...bodies.confirm, student });
    expect(answer.body).toMatchObject({ status: 'to-be-scheduled', student, finding: { reference: 'F-9' } });
    expect(await callbacks(deps)).toMatchObject([
      { taskToken: 'token-of-one', output: { incidentId: 'one', decision: 'confirmed' } },
    ]);
    expect(await deps.repository.get('student', 's1')).toMatchObject({
      email: 'right@example.edu',
      extraTimePercent: 25,
    });
    expect((await incidentOf(deps)).waiting).toBeUndefined();
    expect(deps.woken.callbacks).toBe(1);
  });

  it('names every wrong field', async () => {
    const deps = await officeWith('to-be-confirmed');
    const answer = await act(deps, 'confirm', { finding: { reference: '', foundOn: '2026-02-30' }, extra: 1 });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/extra',
      '/finding/foundOn',
      '/finding/reference',
    ]);
  });
});

describe('refuse', () => {
  it('withdraws the report without a word to the student', async () => {
    const deps = await officeWith('to-be-confirmed');
    const before = await mails(deps);
    const answer = await act(deps, 'refuse');
    expect(answer.body).toMatchObject({ status: 'withdrawn', outcome: 'refused', withdrawal: { refused: true } });
    expect(await callbacks(deps)).toMatchObject([{ output: { decision: 'refused' } }]);
    expect(await mails(deps)).toEqual(before);
  });
});

describe('extend-deadline', () => {
  it('moves the deadline to the end of the day in its zone, with a mail', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'extend-deadline');
    expect(answer.body).toMatchObject({ deadline: { at: '2026-12-10T12:59:59.999Z', zone: 'Australia/Sydney' } });
    expect(await mails(deps, 'extension')).toMatchObject([{ to: { address: 's1@example.edu' }, examId: 'one-exam' }]);
    expect((await trail(deps)).at(-1)).toMatchObject({
      action: 'exam.extended',
      facts: { deadlineBefore: '2026-11-29T12:59:59.999Z', deadline: '2026-12-10T12:59:59.999Z' },
    });
  });

  it('holds in the middle of an attempt', async () => {
    const deps = await createOffice();
    const exam = await examOf(deps);
    const started = {
      ...exam,
      status: 'started',
      startedAt: '2026-11-22T02:00:00.000Z',
      startedAtReal: '2026-11-22T02:00:00.000Z',
      endsAt: exam.deadline.at,
    };
    await deps.repository.commit([{ type: 'put', kind: 'exam', item: started as Exam }]);
    await act(deps, 'extend-deadline');
    expect(await examOf(deps)).toMatchObject({ status: 'started', endsAt: '2026-12-10T12:59:59.999Z' });
  });

  it.each(['2026-11-29', '2026-11-01', '2026-02-30', 'tomorrow', ''])('refuses %s, naming the field', async (until) => {
    const deps = await createOffice();
    const answer = await act(deps, 'extend-deadline', { until, ...why });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/until' }] } });
    expect((await examOf(deps)).deadline.at).toBe('2026-11-29T12:59:59.999Z');
  });

  it('keeps the reason sealed: once the key is gone nobody reads it, and the chain is whole', async () => {
    const deps = await createOffice();
    await act(deps, 'extend-deadline');
    const text = async () => JSON.stringify(await trail(deps));
    expect(await text()).not.toContain('Because I say so');
    const shown = await createTestApi(deps).call(administrator, 'GET /audit/{chain}', { path: { chain: 'one' } });
    expect(shown.text).toContain('Because I say so');
    await deps.repository.destroyKey('s1');
    const erased = await createTestApi(deps).call(administrator, 'GET /audit/{chain}', { path: { chain: 'one' } });
    expect(erased.text).not.toContain('Because I say so');
    const verified = await createTestApi(deps).call(administrator, 'GET /audit/{chain}/verify', {
      path: { chain: 'one' },
    });
    expect(verified.body).toMatchObject({ intact: true, entries: 2 });
  });
});

describe('adjust', () => {
  it('takes effect at once and keeps no reason', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'adjust');
    expect(answer.body).toMatchObject({ exams: [{ adjustments: { extraTimePercent: 50, breakMinutes: 10 } }] });
    expect(await deps.repository.get('student', 's1')).toMatchObject({ extraTimePercent: 25 });
  });

  it('gives days, with a mail, and keeps them for later exams if asked to', async () => {
    const deps = await createOffice();
    await act(deps, 'adjust', { extraDays: 3, standing: true });
    expect((await examOf(deps)).deadline.at).toBe('2026-12-02T12:59:59.999Z');
    expect(await deps.repository.get('student', 's1')).toMatchObject({ extraDays: 3 });
    expect(await mails(deps, 'extension')).toHaveLength(1);
  });

  it.each([{}, { extraDays: -1 }, { extraTimePercent: 301 }, { breakMinutes: 1.5 }])('refuses %j', async (body) => {
    expect((await act(await createOffice(), 'adjust', body)).status).toBe(400);
  });
});

describe('excuse', () => {
  it('ends the exam, allows one more, and owes the workflow the result', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'excuse');
    expect(answer.body).toMatchObject({ attemptsAllowed: 4, exams: [{ status: 'excused', result: 'Excused' }] });
    expect(await callbacks(deps)).toMatchObject([
      { taskToken: 'token-of-one-exam', output: { incidentId: 'one', examId: 'one-exam', result: 'Excused' } },
    ]);
  });
});

describe('withdraw', () => {
  it('ends an open exam with the incident, in one commit', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'withdraw');
    expect(answer.body).toMatchObject({ status: 'withdrawn', exams: [{ status: 'withdrawn' }] });
    expect(await callbacks(deps)).toMatchObject([{ output: { result: 'Withdrawn', examId: 'one-exam' } }]);
  });

  it('answers the function that waits for a decision', async () => {
    const deps = await officeWith('awaiting-decision');
    await act(deps, 'withdraw');
    expect(await callbacks(deps)).toMatchObject([{ output: { incidentId: 'one', decision: 'withdrawn' } }]);
  });

  it('starts the workflow again where it had stopped, so that the letter is written', async () => {
    const deps = await createOffice();
    const incident = await incidentOf(deps);
    const stopped = { at: '2026-11-22T02:00:00.000Z', status: 'FAILED' as const, error: 'E', cause: 'C' };
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: { ...incident, run: { ...incident.run, stopped } } },
    ]);
    await act(deps, 'withdraw');
    expect(deps.sfnCalls.filter(({ command }) => command === 'StartExecution')).toMatchObject([
      { input: { name: 'one-2', input: '{"incidentId":"one"}' } },
    ]);
  });
});

describe('decide', () => {
  it('closes with a penalty in words', async () => {
    const deps = await officeWith('awaiting-decision');
    const answer = await act(deps, 'decide');
    expect(answer.body).toMatchObject({
      status: 'closed',
      outcome: 'penalty',
      decision: {
        outcome: 'penalty',
        penalty: 'A mark of zero.',
        why: 'Because I say so.',
        by: { name: officer.name },
      },
    });
    expect(await callbacks(deps)).toMatchObject([{ output: { incidentId: 'one', decision: 'penalty' } }]);
  });

  it('dismisses', async () => {
    const deps = await officeWith('awaiting-decision');
    expect((await act(deps, 'decide', { decision: 'dismissed', ...why })).body).toMatchObject({ outcome: 'dismissed' });
  });

  it('grants one more attempt', async () => {
    const deps = await officeWith('awaiting-decision');
    const answer = await act(deps, 'decide', { decision: 'attempt-granted', ...why });
    expect(answer.body).toMatchObject({ status: 'to-be-scheduled', attemptsAllowed: 4 });
    expect(await callbacks(deps)).toMatchObject([{ output: { decision: 'attempt-granted' } }]);
  });

  it.each([
    [{ decision: 'penalty', ...why }, '/penalty'],
    [{ decision: 'dismissed', penalty: 'X', ...why }, '/penalty'],
    [{ decision: 'guilty', ...why }, '/decision'],
    [{ decision: 'dismissed' }, '/why'],
    [{ decision: 'dismissed', why: '   ' }, '/why'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await act(await officeWith('awaiting-decision'), 'decide', body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  const byReporter = { ...officer, sub: 'lecturer-1' };

  it('is not for whoever reported the incident while there is another officer', async () => {
    const deps = await officeWith('awaiting-decision');
    const answer = await act(deps, 'decide', { ...bodies.decide, soleOfficerReason: 'I am alone.' }, byReporter);
    expect(answer.status).toBe(409);
    expect((await incidentOf(deps)).status).toBe('awaiting-decision');
  });

  it('is for the only officer who reported it, if they say why', async () => {
    const deps = await officeWith('awaiting-decision');
    await deps.repository.commit([{ type: 'delete', kind: 'staff', id: 'staff-1' }]);
    const without = await act(deps, 'decide', bodies.decide, byReporter);
    expect(without).toMatchObject({ status: 400, body: { errors: [{ pointer: '/soleOfficerReason' }] } });
    const shown = await createTestApi(deps).call(byReporter, 'GET /incident/{incidentId}', {
      path: { incidentId: 'one' },
    });
    expect(shown.body.actions).toContainEqual({ name: 'decide', conflictOfInterest: true });
    const given = await act(deps, 'decide', { ...bodies.decide, soleOfficerReason: 'I am alone.' }, byReporter);
    expect(given.status).toBe(200);
    const entry = (await trail(deps)).at(-1);
    expect(entry && (await deps.repository.unseal(entry))).toMatchObject({ soleOfficerReason: 'I am alone.' });
  });

  it('does not count officers whose account is disabled', async () => {
    const deps = await officeWith('awaiting-decision');
    const account = await deps.repository.get('staff', 'staff-1');
    await deps.repository.commit([{ type: 'put', kind: 'staff', item: { ...account!, disabled: true } }]);
    const answer = await act(deps, 'decide', { ...bodies.decide, soleOfficerReason: 'I am alone.' }, byReporter);
    expect(answer.status).toBe(200);
  });
});

describe('answer-request', () => {
  it('refuses in words, and the deadline counts again', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'answer-request');
    expect(answer.body).toMatchObject({
      openRequests: 0,
      requests: [{ answer: { granted: false, text: 'Sorry, no.', by: officer.name } }],
      exams: [{ deadlineHeld: false }],
    });
    expect(await mails(deps, 'request-answered')).toHaveLength(1);
    expect((await act(deps, 'answer-request')).status).toBe(409);
  });

  it('grants more time until a day', async () => {
    const deps = await createOffice();
    const body = { requestId: 'one-request', granted: true, text: 'Yes.', until: '2026-12-05' };
    await act(deps, 'answer-request', body);
    expect((await examOf(deps)).deadline.at).toBe('2026-12-05T12:59:59.999Z');
  });

  it.each([
    [{ granted: true, text: 'Yes.' }],
    [{ granted: false, text: 'No.', until: '2026-12-05' }],
    [{ granted: true, text: 'Yes.', until: '2026-11-29' }],
  ])('refuses %j, naming the day', async (body) => {
    const answer = await act(await createOffice(), 'answer-request', { requestId: 'one-request', ...body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/until' }] } });
  });
});

describe('invitations', () => {
  it('that did not arrive make the student not notified; sent again to a mended address they count', async () => {
    const deps = await createOffice();
    const bounced = await act(deps, 'mark-bounced');
    expect(bounced.body).toMatchObject({ notNotified: true, exams: [{ invitation: { status: 'bounced' } }] });
    const again = await act(deps, 'resend-invitation', { email: 'new@example.edu' });
    expect(again.body).toMatchObject({ notNotified: false, student: { email: 'new@example.edu' } });
    expect(await deps.repository.get('student', 's1')).toMatchObject({ email: 'new@example.edu' });
    const sent = await mails(deps, 'invitation');
    expect(sent.filter(({ to }) => to.address === 'new@example.edu')).toHaveLength(1);
  });

  it('that arrive after the deadline start the days anew', async () => {
    const deps = await createOffice();
    await act(deps, 'mark-bounced');
    deps.clock.set('2026-12-20T02:00:00.000Z');
    await act(deps, 'resend-invitation');
    expect((await examOf(deps)).deadline.at).toBe('2026-12-27T12:59:59.999Z');
    const mail = (await mails(deps, 'invitation')).at(-1);
    expect(mail?.text).toContain('27 December 2026');
  });
});

describe('issue-code', () => {
  it('gives a code that lets the student in, once, and stands in no log', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'issue-code');
    const { code, link } = answer.body as unknown as { code: string; link: string };
    expect(link).toBe('http://localhost:8080/exam/one-exam');
    expect(JSON.stringify(await trail(deps))).not.toContain(code);
    const entered = await enterCode(deps, { examId: 'one-exam', code, browser: 'any browser' });
    expect(entered.session.examId).toBe('one-exam');
    await expect(enterCode(deps, { examId: 'one-exam', code, browser: 'any browser' })).rejects.toThrow();
  });
});

describe('resume and redrive', () => {
  it('need a workflow that stopped, or an incident that ended', async () => {
    for (const action of ['resume', 'redrive'] as const) {
      expect((await act(await createOffice(), action, bodies[action], administrator)).status).toBe(409);
    }
    const closed = await officeWith('closed');
    const answer = await act(closed, 'resume', { at: 'awaiting-decision', ...why }, administrator);
    expect(answer.body).toMatchObject({ status: 'awaiting-decision', reason: 'appeal' });
  });
});

describe('every action', () => {
  it('keeps names and words of any kind unharmed', async () => {
    const deps = await createOffice();
    const answer = await act(deps, 'notes');
    expect(answer.body.notes).toContainEqual(expect.objectContaining(bodies.notes));
  });

  it('acts on the version that was looked at, if one is named', async () => {
    const deps = await createOffice();
    const api = createTestApi(deps);
    const at = 'POST /incident/{incidentId}/extend-deadline';
    const path = { incidentId: 'one' };
    const { etag } = await api.call(officer, 'GET /incident/{incidentId}', { path });
    const first = await api.call(officer, at, { path, body: bodies['extend-deadline'], ifMatch: etag ?? '' });
    expect(first.status).toBe(200);
    const second = await api.call(otherOfficer, at, {
      path,
      body: { until: '2026-12-20', ...why },
      ifMatch: etag ?? '',
    });
    expect(second).toMatchObject({ status: 412, body: { code: 'version-mismatch' } });
  });

  it('is done once when two officers do it at once', async () => {
    const deps = await officeWith('awaiting-decision');
    const answers = await Promise.all(
      [officer, otherOfficer].map((caller) => act(deps, 'decide', bodies.decide, caller)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await callbacks(deps)).toHaveLength(1);
  });

  it('answers 404 for an incident that there is not', async () => {
    const api = createTestApi(await createWorld());
    for (const [action, body] of Object.entries(bodies)) {
      const answer = await api.call(administrator, `POST /incident/{incidentId}/${action}`, {
        path: { incidentId: 'none' },
        body,
      });
      expect(answer.status, action).toBe(404);
    }
  });

  it('shows no task token in its answer', async () => {
    for (const action of Object.keys(legal) as IncidentAction[]) {
      const answer = await act(await createOffice(), action);
      expect(answer.text, action).not.toContain('token-of');
    }
  });

  it('refuses a body that is no object, and one with fields that nobody knows', async () => {
    for (const body of [[], 'x', 5, { why: 'x', passed: true }]) {
      const answer = await act(await createOffice(), 'withdraw', body as object);
      expect(answer.status).toBe(400);
    }
  });
});

describe('createStaff', () => {
  it('makes the person who may decide what a colleague reported', async () => {
    const deps = await officeWith('awaiting-decision');
    await deps.repository.commit([{ type: 'delete', kind: 'staff', id: 'staff-1' }]);
    await createStaff(deps, {
      caller: administrator,
      username: 'second',
      name: 'Second',
      email: 's@example.edu',
      roles: ['officer'],
    });
    const answer = await act(
      deps,
      'decide',
      { ...bodies.decide, soleOfficerReason: 'I am alone.' },
      { ...officer, sub: 'lecturer-1' },
    );
    expect(answer.status).toBe(409);
  });
});
