import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { InvalidInput, NotFound, WrongState } from '../../errors.ts';
import { markExam } from '../../marking/marking.ts';
import { oneOfEach, rightAnswers, seedExam } from '../../testing/exam-scenario.ts';
import { createTestDeps, manualClock, type TestDeps } from '../../testing/test-deps.ts';
import { askTheOffice } from './ask-the-office.ts';
import { saveAnswer } from './save-answer.ts';
import { startExam } from './start-exam.ts';
import { submitExam } from './submit-exam.ts';
import { viewExam } from './view-exam.ts';
import { viewQuestion, viewReview } from './view-question.ts';

const examId = 'exam1';
const DEADLINE = '2026-11-29T12:59:59.999Z';

let deps: TestDeps;
beforeEach(async () => {
  deps = createTestDeps();
  await seedExam(deps);
});

const start = () => startExam(deps, { examId, ownWork: true });
const save = (position: number, given: unknown = rightAnswers[position]) =>
  saveAnswer(deps, { examId, position, given });
const saveAll = async () => {
  for (const position of rightAnswers.keys()) await save(position);
};
const exam = async () => {
  const stored = await deps.repository.get('exam', examId);
  if (!stored) throw new NotFound('exam');
  return stored;
};
const sheet = () => deps.repository.get('answerSheet', examId);
const callbacks = async () => (await deps.repository.query('callback', 'due', { partition: 'due' })).items;
const mails = async (template: string) =>
  (await deps.repository.query('mail', 'all', { partition: 'all' })).items.filter((mail) => mail.template === template);
const actions = async () => (await deps.repository.auditTrail('incident1')).map(({ action }) => action);

test('begins only with the declaration that the answers will be the student’s own work', async () => {
  const refused = await startExam(deps, { examId, ownWork: false }).catch((error) => error);
  expect(refused).toBeInstanceOf(InvalidInput);
  expect(refused.errors[0].pointer).toBe('/ownWork');
  expect((await exam()).status).toBe('scheduled');
});

test('begins once, though a hundred begin at the same moment', async () => {
  const started = await Promise.all(Array.from({ length: 100 }, start));
  expect(new Set(started.map(({ startedAt }) => startedAt)).size).toBe(1);
  expect((await actions()).filter((action) => action === 'exam.started')).toHaveLength(1);
});

test('ends at the limit with extra time, or at the deadline if that is earlier', async () => {
  for (const [now, endsAt] of [
    ['2026-11-25T00:00:00.000Z', '2026-11-25T01:20:00.000Z'],
    ['2026-11-29T12:00:00.000Z', DEADLINE],
  ] as const) {
    deps = createTestDeps();
    await seedExam(deps, {
      timeLimitMinutes: 60,
      exam: {
        adjustments: { extraTimePercent: 25, breakMinutes: 5 },
        invitation: { mailId: 'm', status: 'accepted', at: now },
        policy: {
          number: 1,
          passMarkPercent: 70,
          questionCount: 6,
          timeLimitMinutes: 60,
          reminderDaysBefore: [],
        },
      },
    });
    deps.clock.set(now);
    expect((await start()).endsAt).toBe(endsAt);
  }
});

test('saves nothing before the start, for no such question, and no nonsense', async () => {
  await expect(save(0)).rejects.toThrow(WrongState);
  await start();
  await expect(save(99)).rejects.toThrow(NotFound);
  const wrong = await save(4, { value: 'forty' }).catch((error) => error);
  expect(wrong).toBeInstanceOf(InvalidInput);
  expect(wrong.errors[0].pointer).toBe('/value');
  expect(await sheet()).toBeUndefined();
});

test('keeps every save with the server’s time, and a repeated one once', async () => {
  await start();
  const first = await save(0, { choice: '1' });
  deps.clock.advance(1000);
  expect(await save(0, { choice: '1' })).toEqual(first);
  deps.clock.advance(1000);
  await save(0, { choice: '2' });
  const stored = await sheet();
  expect(stored?.earlier).toMatchObject([{ position: 0, savedAt: '2026-11-22T02:00:00.000Z' }]);
  expect(stored?.answers[0]?.savedAt).toBe('2026-11-22T02:00:02.000Z');
});

test('saves answers of two devices at once, none lost', async () => {
  await start();
  await Promise.all(rightAnswers.map((_, position) => save(position)));
  expect(Object.keys((await sheet())?.answers ?? {})).toHaveLength(rightAnswers.length);
});

test('marks on submission, and owes the workflow one callback with ids and the result alone', async () => {
  await start();
  await saveAll();
  const outcome = await submitExam(deps, { examId });
  expect(outcome).toMatchObject({ result: 'Pass', scorePercent: 100, passMarkPercent: 70, topicsToStudy: [] });
  expect((await callbacks()).map(({ taskToken, output }) => ({ taskToken, output }))).toEqual([
    { taskToken: 'TOKEN-of-the-task', output: { incidentId: 'incident1', examId, result: 'Pass' } },
  ]);
  expect(await exam()).not.toHaveProperty('waiting');
  expect(deps.woken.callbacks).toBeGreaterThan(0);
});

test('gives every question that was not answered zero, and a blank submission a fail', async () => {
  await start();
  await save(0);
  expect(await submitExam(deps, { examId })).toMatchObject({ result: 'Fail', scorePercent: 16 });
  expect(await mails('result')).toHaveLength(1);
});

test('answers a second submission with the same result, from whichever device', async () => {
  await start();
  await saveAll();
  const first = await submitExam(deps, { examId });
  deps.clock.advance(60_000);
  expect(await submitExam(deps, { examId, answers: [{ position: 0, given: { choice: '3' } }] })).toEqual(first);
});

test('makes one result, one callback and one mail of a hundred submissions at once', async () => {
  await start();
  await save(0);
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => submitExam(deps, { examId })));
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  expect(await callbacks()).toHaveLength(1);
  expect(await mails('result')).toHaveLength(1);
  expect((await actions()).filter((action) => action === 'exam.submitted')).toHaveLength(1);
});

test('takes answers along with the submission, and names the wrong ones by position', async () => {
  await start();
  const answers = rightAnswers.map((given, position) => ({ position, given, pointer: `/answers/${position}` }));
  const wrong = await submitExam(deps, {
    examId,
    answers: [...answers.slice(0, 4), { position: 4, given: { value: 'x' }, pointer: '/answers/4' }],
  }).catch((error) => error);
  expect(wrong.errors[0].pointer).toBe('/answers/4/value');
  expect(await sheet()).toBeUndefined();
  expect(await submitExam(deps, { examId, answers })).toMatchObject({ scorePercent: 100 });
});

test('refuses an answer after the deadline and hands in what was saved before it', async () => {
  await start();
  await save(0);
  deps.clock.set('2026-11-29T12:59:59.999Z');
  await save(2);
  deps.clock.advance(1);
  await expect(save(4)).rejects.toThrow(WrongState);
  expect(await exam()).toMatchObject({ status: 'submitted', submittedBy: 'deadline' });
  expect(Object.keys((await sheet())?.answers ?? {})).toEqual(['0', '2']);
  await expect(save(4)).rejects.toThrow(WrongState);
});

test('does not let an exam be started after its deadline, and records that nothing was answered', async () => {
  deps.clock.set('2026-11-29T13:00:00.000Z');
  await expect(start()).rejects.toThrow(WrongState);
  expect((await exam()).status).toBe('did-not-sit');
  await expect(submitExam(deps, { examId })).rejects.toThrow(WrongState);
});

test('hands an attempt in at the next touch after its time limit, which real time decides', async () => {
  const workflowClock = manualClock();
  deps = createTestDeps();
  deps.workflowClock = workflowClock;
  await seedExam(deps, { timeLimitMinutes: 30 });
  await start();
  await save(0);
  workflowClock.advance(3_600_000);
  expect(await viewExam(deps, { examId })).toMatchObject({ status: 'started', ends: { by: 'time-limit' } });
  deps.clock.advance(30 * 60_000);
  expect(await viewExam(deps, { examId })).toMatchObject({ status: 'closed', score: { submittedBy: 'time-limit' } });
});

test('holds the deadline while the office has a request, and confirms it by mail', async () => {
  const request = await askTheOffice(deps, { examId, type: 'more-time', text: ' I was away. \r\nSorry ' });
  expect(request.text).toBe('I was away. \nSorry');
  expect(await mails('request-received')).toHaveLength(1);
  deps.clock.set('2026-12-15T00:00:00.000Z');
  await start();
  await saveAll();
  expect(await submitExam(deps, { examId })).toMatchObject({ result: 'Pass' });
});

test.each(['more-time', 'mistake'] as const)(
  'tells the officers of a request (%s), without its words',
  async (type) => {
    const ask = () => askTheOffice(deps, { examId, type, text: 'I was in hospital.' });
    await Promise.all([ask(), ask()]);
    const notices = await mails('officer-notice');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ to: { address: 'integrity@example.edu' }, incidentId: 'incident1' });
    expect(notices[0]?.subject).not.toContain('hospital');
    expect(notices[0]?.text).toContain('the deadline waits for your answer');
    expect(notices[0]?.text).not.toContain('hospital');
  },
);

test('takes the same request once, another of its kind not while it is open, and none without words', async () => {
  const ask = (text: string, type: 'more-time' | 'mistake' = 'mistake') => askTheOffice(deps, { examId, type, text });
  const asked = await Promise.all([ask('Not my work.'), ask('Not my work.'), ask('Not my work.')]);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  await expect(ask('Something else.')).rejects.toThrow(WrongState);
  await expect(ask('More time, please.', 'more-time')).resolves.toBeDefined();
  await expect(ask(' \n ')).rejects.toThrow(InvalidInput);
  await expect(ask('x'.repeat(2001))).rejects.toThrow(InvalidInput);
  expect((await exam()).status === 'scheduled' && (await exam())).toMatchObject({ openRequests: { length: 2 } });
});

test('shows no key, feedback, source or id of the bank while the exam is open', async () => {
  await start();
  await saveAll();
  const shown = JSON.stringify([
    await viewExam(deps, { examId }),
    await viewReview(deps, { examId }),
    ...(await Promise.all(oneOfEach.map((_, position) => viewQuestion(deps, { examId, position })))),
  ]);
  expect(shown).not.toMatch(/SECRET|correct|accepted|tolerance|key-|prompt-|q-single|TOKEN/);
});

test('tells the score and the topics after the end, and never which answer was right', async () => {
  await start();
  await save(2);
  await submitExam(deps, { examId });
  const view = await viewExam(deps, { examId });
  expect(view).toMatchObject({ status: 'closed', result: 'Fail', score: { percent: 16 } });
  expect(view).toMatchObject({ score: { topicsToStudy: ['quoting', 'paraphrasing'] } });
  expect(JSON.stringify(view)).not.toMatch(/SECRET|byQuestion|q-|key-/);
});

test('whatever is tried at once around the end, closes once, with exactly the answers that were acknowledged', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('save' as const), position: fc.nat({ max: 5 }) }),
    fc.record({ do: fc.constant('submit' as const) }),
    fc.record({ do: fc.constant('look' as const) }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.nat({ max: 40 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.nat({ max: 60 }), async (steps, beforeMs) => {
      deps = createTestDeps();
      await seedExam(deps);
      await start();
      deps.clock.set(Date.parse(DEADLINE) - beforeMs);
      const acknowledged = new Set<number>();
      const running = steps.map(async (each) => {
        if (each.do === 'advance') deps.clock.advance(each.ms);
        else if (each.do === 'submit') await submitExam(deps, { examId });
        else if (each.do === 'look') await viewExam(deps, { examId });
        else await save(each.position).then(() => acknowledged.add(each.position));
      });
      for (const done of await Promise.allSettled(running))
        if (done.status === 'rejected') expect(done.reason).toBeInstanceOf(WrongState);
      deps.clock.set('2026-12-01T00:00:00.000Z');
      await viewExam(deps, { examId });
      const [closed, answers] = [await exam(), await sheet()];
      expect(new Set(Object.keys(answers?.answers ?? {}).map(Number))).toEqual(acknowledged);
      expect(await callbacks()).toHaveLength(1);
      if (closed.status !== 'submitted') {
        expect(closed.status).toBe('did-not-sit');
        expect(acknowledged.size).toBe(0);
        return;
      }
      expect(closed.marking).toEqual(
        markExam({
          questions: oneOfEach,
          answers: answers?.answers ?? {},
          passMarkPercent: 70,
        }),
      );
    }),
    { numRuns: 100 },
  );
});
