import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rightAnswers } from './support/chromium-student.ts';
import { act, examAt, examsOf, historyOf, incidentAt, mailsOf, report, reportBody } from './support/incidents.ts';
import { MovedClock } from './support/moved-clock.ts';
import { examOf, mailOf } from './support/outbox.ts';
import type { Staff } from './support/staff.ts';
import { answersByPosition, ENOUGH, Student, scoreOf } from './support/student.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
beforeAll(async () => {
  test = await startTestHost();
  staff = await test.administrator();
});
afterAll(() => test.stop());

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A student with the first attempt of a new incident begun. */
async function begun(on = test, by = staff) {
  const incidentId = await report(by);
  const exam = await examOf(on.host.deps, incidentId, 1);
  const student = new Student(on, exam.id);
  await student.enter();
  await student.start();
  return { incidentId, exam, student };
}

/** One result of this exam, told once to the student and once to the workflow, and at most one attempt after it. */
async function expectOneResult(on: TestHost, incidentId: string, examId: string, score: number): Promise<void> {
  const closed = await examAt(on, examId, 'submitted');
  expect(closed.marking.scorePercent).toBe(score);
  const isPass = score >= 70;
  if (isPass) await incidentAt(on, incidentId, 'resolved');
  else await examOf(on.host.deps, incidentId, closed.attempt + 1);
  const [incident, exams, results] = await Promise.all([
    on.host.deps.repository.get('incident', incidentId),
    examsOf(on, incidentId),
    mailsOf(on, incidentId, 'result'),
  ]);
  expect(results.filter((mail) => mail.examId === examId).length).toBeLessThanOrEqual(1);
  expect(exams.map(({ attempt }) => attempt)).toEqual(times(closed.attempt + (isPass ? 0 : 1), (index) => index + 1));
  const events = await historyOf(on, incident?.run.executionArn ?? '');
  const told = events.filter(({ taskSucceededEventDetails }) =>
    taskSucceededEventDetails?.output?.includes(`"examId":"${examId}","result"`),
  );
  expect(told).toHaveLength(1);
  const trail = await on.host.deps.repository.auditTrail(incidentId);
  expect(trail.filter(({ action, facts }) => action === 'exam.submitted' && facts?.examId === examId)).toHaveLength(1);
}

describe('an exam that is submitted more than once', () => {
  it('has one result when the button is pressed twice', async () => {
    const { incidentId, exam, student } = await begun();
    await student.answer(ENOUGH);
    const review = await student.browser.get(`${student.path}/review`);
    const first = await student.browser.submit(review, {}, '/submit');
    const second = await student.browser.submit(review, {}, '/submit');
    expect(first.text).toContain('You have passed');
    expect(second.text).toContain('You have passed');
    await expectOneResult(test, incidentId, exam.id, 70);
  });

  it('has one result from two devices at once, each with answers of its own', async () => {
    const { incidentId, exam, student } = await begun();
    const other = new Student(test, exam.id);
    await other.enter();
    const right = await rightAnswers(test.host.deps, exam.id);
    const [here, there] = await Promise.all([
      student.call({ answers: answersByPosition(right.slice(0, 3)) }),
      other.call({ answers: answersByPosition(right.slice(0, 5)) }),
    ]);
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(here.body).toEqual(there.body);
    // Whichever came first: what was saved by then is marked, and nothing that came later.
    expect([15, 25]).toContain(here.body.scorePercent);
    await expectOneResult(test, incidentId, exam.id, here.body.scorePercent ?? -1);
  });

  it('has one result after a hundred submissions at once, by form and by API', async () => {
    const { incidentId, exam, student } = await begun();
    await student.answer(4);
    const all = await Promise.all(
      times(100, async (index) => {
        if (index % 2 === 0) return JSON.stringify(await student.call({}));
        const page = await student.browser.post(`${student.path}/submit`, {});
        return `${page.status} ${/Your score|\d+ %/u.exec(page.text)?.[0]}`;
      }),
    );
    expect(new Set(all).size).toBe(2);
    expect(all.join('\n')).toContain('"status":200');
    expect(all.join('\n')).toContain('"scorePercent":20');
    await expectOneResult(test, incidentId, exam.id, 20);
  });

  it('begins once when it is started a hundred times at once', async () => {
    const incidentId = await report(staff);
    const exam = await examOf(test.host.deps, incidentId, 1);
    const student = new Student(test, exam.id);
    await student.enter();
    const pages = await Promise.all(
      times(100, () => student.browser.post(`${student.path}/start`, { 'own-work': 'yes' })),
    );
    expect(pages.every(({ status, text }) => status === 200 && text.includes('Question 1 of 20'))).toBe(true);
    const trail = await test.host.deps.repository.auditTrail(incidentId);
    expect(trail.filter(({ action }) => action === 'exam.started')).toHaveLength(1);
  });

  it('never has more attempts than are allowed, however often each failure is handed in', async () => {
    const incidentId = await report(staff);
    for (const attempt of [1, 2, 3]) {
      const exam = await examOf(test.host.deps, incidentId, attempt);
      const student = new Student(test, exam.id);
      await student.enter();
      await student.start();
      const answers = await Promise.all(times(10, () => student.call({})));
      expect(answers.every(({ status, body }) => status === 200 && body.result === 'Fail')).toBe(true);
    }
    expect(await incidentAt(test, incidentId, 'awaiting-decision')).toMatchObject({ reason: 'attempts-used' });
    expect(await examsOf(test, incidentId)).toHaveLength(3);

    const decision = { decision: 'attempt-granted', why: 'One more.', soleOfficerReason: 'I am the only officer.' };
    const granted = await Promise.all(times(10, () => staff.call('POST', `/incident/${incidentId}/decide`, decision)));
    expect(granted.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(granted.filter(({ status }) => status === 409)).toHaveLength(9);
    await examOf(test.host.deps, incidentId, 4);
    expect(await incidentAt(test, incidentId, 'exam-open')).toMatchObject({ attemptsAllowed: 4, attemptsScheduled: 4 });
  });
});

it('has one result when it is submitted as the deadline strikes', async () => {
  const clock = new MovedClock();
  const moved = await startTestHost({}, undefined, { workflowClock: clock });
  const by = await moved.administrator();
  const sitting = await Promise.all(times(12, () => begun(moved, by)));
  await Promise.all(sitting.map(({ student }) => student.answer(2)));
  const deadlineMs = Math.max(...sitting.map(({ exam }) => Date.parse(exam.deadline.at)));
  clock.moveTo(deadlineMs - 60);
  // Each a few milliseconds later than the one before, so that some come before the deadline and some after.
  const answers = await Promise.all(
    sitting.map(async ({ student }, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 12));
      return student.call({});
    }),
  );
  for (const { incidentId, exam } of sitting) await expectOneResult(moved, incidentId, exam.id, 10);
  expect(answers.map(({ status, body }) => [status, body.scorePercent])).toEqual(times(12, () => [200, 10]));
  await moved.stop();
});

describe('a report that is sent more than once', () => {
  it('starts one incident after a hundred with the same Idempotency-Key at once', async () => {
    const body = reportBody();
    const answers = await Promise.all(
      times(100, () => staff.call<{ incidentId: string }>('POST', '/incident', body, { 'idempotency-key': 'same' })),
    );
    expect(new Set(answers.map(({ status, body: { incidentId } }) => `${status} ${incidentId}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    const incidentId = answers[0]?.body.incidentId ?? '';
    const exam = await examOf(test.host.deps, incidentId, 1);
    await mailOf(test.host.deps, exam.id, 'invitation');
    expect(await mailsOf(test, incidentId)).toHaveLength(1);
    const { items } = await test.host.deps.repository.query('incident', 'byStudent', {
      partition: body.student.studentNumber,
    });
    expect(items).toHaveLength(1);
  });

  it('starts a hundred incidents for a hundred keys at once, each with one attempt and one invitation', async () => {
    const answers = await Promise.all(
      times(100, (index) =>
        staff.call<{ incidentId: string }>('POST', '/incident', reportBody(), { 'idempotency-key': `key ${index}` }),
      ),
    );
    const ids = answers.map(({ body }) => body.incidentId);
    expect(new Set(ids).size).toBe(100);
    for (const incidentId of ids) {
      const exam = await examOf(test.host.deps, incidentId, 1);
      await mailOf(test.host.deps, exam.id, 'invitation');
      expect(await examsOf(test, incidentId)).toHaveLength(1);
      expect((await mailsOf(test, incidentId)).map(({ template }) => template)).toEqual(['invitation']);
    }
  });
});

describe('what a request says besides its answers', () => {
  /** All that a cheat could think of. */
  const claims = (examId: string) => ({
    examId,
    exam_id: examId,
    incidentId: 'x',
    score: 100,
    scorePercent: 100,
    passed: true,
    pass: 'true',
    result: 'Pass',
    passMarkPercent: 0,
    status: 'submitted',
    attempt: 1,
    marking: { result: 'Pass', scorePercent: 100 },
  });

  it('changes nothing in the JSON: no score, no pass flag, no exam of somebody else', async () => {
    const mine = await begun();
    const other = await begun();
    const answer = await mine.student.call({ ...claims(other.exam.id), answers: {} });
    expect(answer).toMatchObject({ status: 200, body: { examId: mine.exam.id, result: 'Fail', scorePercent: 0 } });
    await expectOneResult(test, mine.incidentId, mine.exam.id, 0);
    expect(await test.host.deps.repository.get('exam', other.exam.id)).toMatchObject({ status: 'started' });
    expect(await test.host.deps.repository.get('incident', other.incidentId)).toMatchObject({ status: 'exam-open' });
  });

  it('changes nothing in the form: no score, no pass flag, no exam of somebody else', async () => {
    const mine = await begun();
    const other = await begun();
    const fields = Object.fromEntries(
      Object.entries(claims(other.exam.id)).map(([name, value]) => [name, String(value)]),
    );
    await mine.student.browser.post(`${mine.student.path}/question/1`, fields);
    const page = await mine.student.browser.post(`${mine.student.path}/submit`, fields);
    expect(page.text).toContain('You have not passed this time');
    await expectOneResult(test, mine.incidentId, mine.exam.id, 0);
    expect(scoreOf(await test.host.deps.repository.get('exam', other.exam.id))).toBeUndefined();
  });

  it('reaches no exam but that of the session, by any address', async () => {
    const mine = await begun();
    const other = await begun();
    const before = await test.host.deps.repository.get('exam', other.exam.id);
    for (const rest of ['/submit', '/start', '/question/1', '/more-time', '/mistake']) {
      const page = await mine.student.browser.post(`${other.student.path}${rest}`, {
        'own-work': 'yes',
        text: 'Let me in.',
        choice: '1',
        value: 'true',
      });
      expect([rest, page.status]).toEqual([rest, 401]);
    }
    for (const rest of ['/about', '/review', '/question/1', '/result', '/deadline.ics', '/asked']) {
      const page = await mine.student.browser.get(`${other.student.path}${rest}`);
      expect([rest, new URL(page.url).pathname]).toEqual([rest, other.student.path]);
    }
    expect(await test.host.deps.repository.get('exam', other.exam.id)).toEqual(before);
  });

  it('is refused from another site, and without a session', async () => {
    const { student, exam } = await begun();
    expect(await student.call({}, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await new Student(test, exam.id).call({})).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
    expect(await student.call({}, { cookie: 'resit-exam=guessed' })).toMatchObject({ status: 401 });
    expect(await test.host.deps.repository.get('exam', exam.id)).toMatchObject({ status: 'started' });
  });
});

it('lets one of many simultaneous decisions of officers hold, and answers the others with 409', async () => {
  const incidentId = await report(staff, { ...reportBody(), handling: 'straight-to-decision' });
  await incidentAt(test, incidentId, 'awaiting-decision');
  const why = { why: 'Decided.', soleOfficerReason: 'I am the only officer.' };
  const answers = await Promise.all([
    ...times(4, () => staff.call('POST', `/incident/${incidentId}/decide`, { decision: 'dismissed', ...why })),
    ...times(4, () =>
      staff.call('POST', `/incident/${incidentId}/decide`, { decision: 'penalty', penalty: 'Zero marks.', ...why }),
    ),
    ...times(4, () => staff.call('POST', `/incident/${incidentId}/withdraw`, { why: 'A mistake.' })),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...times(11, () => 409)]);
  await act(staff, incidentId, 'notes', { text: 'Seen.' });
});
