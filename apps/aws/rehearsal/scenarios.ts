import type { AwsWorld } from './aws-world.ts';
import { expectEqual, type Scenario } from './scenario.ts';
import { Sitting } from './sitting.ts';
import { staffScenarios } from './staff-scenarios.ts';
import { troubleScenarios } from './trouble-scenarios.ts';

export interface ScenarioResult {
  name: string;
  /** What was not as it should be. */
  fault?: string;
}

/** A mark below which there is a fail, in right answers of twenty. */
const ENOUGH = 14;

const processScenarios: readonly Scenario[] = [
  [
    'a student who passes at once is told so on the pages, and the incident is resolved with a certificate',
    async (world) => {
      const sitting = await Sitting.begin(world);
      const landing = await sitting.student.get(`/exam/${sitting.examId}`);
      expectEqual('the landing page', [landing.status, landing.text.includes('Mail me a code')], [200, true]);
      expectEqual('the answer', await sitting.sit(20), { result: 'Pass', scorePercent: 100 });
      const result = await sitting.student.see(`/exam/${sitting.examId}/result`);
      expectEqual('the page of the result', [result.status, result.text.includes('You have passed')], [200, true]);
      expectEqual('the incident', await sitting.status(), 'resolved');
      expectEqual('the execution', (await world.execution(sitting.incidentId)).status, 'SUCCEEDED');
      expectEqual('a last letter', sitting.letters.at(-1)?.includes('passed'), true);
    },
  ],
  [
    'what was saved before is what is submitted, by the page or by a script',
    async (world) => {
      for (const byPage of [true, false]) {
        const sitting = await Sitting.begin(world);
        await sitting.start();
        await sitting.saveOne();
        if (byPage) await sitting.student.post(`/exam/${sitting.examId}/submit`, {});
        else await sitting.student.submit(sitting.examId, 0);
        await world.settle();
        const [exam] = (await world.repository.query('exam', 'byIncident', { partition: sitting.incidentId })).items;
        expectEqual('the score', exam?.status === 'submitted' && exam.marking.scorePercent, 5);
      }
    },
  ],
  [
    'a student fails twice and passes the third time',
    async (world) => {
      const sitting = await Sitting.begin(world);
      const results = [await sitting.sit(0), await sitting.sit(ENOUGH - 1), await sitting.sit(ENOUGH)];
      expectEqual(
        'the results',
        results.map(({ scorePercent }) => scorePercent),
        [0, 65, 70],
      );
      expectEqual('the incident', await sitting.status(), 'resolved');
    },
  ],
  [
    'after three failures an officer grants a fourth attempt, and then decides on a penalty',
    async (world) => {
      const sitting = await Sitting.begin(world);
      for (const known of [1, 2, 3]) await sitting.sit(known);
      expectEqual('the incident', await sitting.status(), 'awaiting-decision');
      await sitting.act('decide', { decision: 'attempt-granted', why: 'Close to it.' });
      expectEqual('the incident', await sitting.status(), 'exam-open');
      await sitting.sit(4);
      await sitting.act('decide', { decision: 'penalty', penalty: 'The work is marked zero.', why: 'So it is.' });
      expectEqual('the incident', await sitting.status(), 'closed');
      expectEqual('the decision letter tells of the appeal', /appeal/iu.test(sitting.texts.at(-1) ?? ''), true);
    },
  ],
  [
    'a student who never answers is reminded, and then handed to the officers',
    async (world) => {
      const sitting = await Sitting.begin(world);
      await sitting.daysPass(9);
      const reminders = sitting.letters.filter((subject) => subject.startsWith('Reminder'));
      expectEqual('the reminders', reminders.length, 2);
      expectEqual('the incident', await sitting.status(), 'awaiting-decision');
      await sitting.act('decide', { decision: 'dismissed', why: 'She was abroad.' });
      expectEqual('the incident', await sitting.status(), 'closed');
    },
  ],
  [
    'a withdrawn incident calls its exam off',
    async (world) => {
      const sitting = await Sitting.begin(world);
      await sitting.student.enter(sitting.examId);
      await sitting.act('withdraw', { why: "Somebody else's essay." });
      expectEqual('the incident', await sitting.status(), 'withdrawn');
      expectEqual('the execution', (await world.execution(sitting.incidentId)).status, 'SUCCEEDED');
      const page = await sitting.student.see(`/exam/${sitting.examId}/about`);
      expectEqual('the page', [page.status, page.text.includes('You need not take this exam')], [200, true]);
    },
  ],
  [
    'a deadline that is moved lets a student pass after the old one',
    async (world) => {
      const sitting = await Sitting.begin(world);
      await sitting.act('extend-deadline', { until: sitting.dayIn(13), why: 'She is at a funeral.' });
      await sitting.daysPass(10);
      expectEqual('the incident', await sitting.status(), 'exam-open');
      expectEqual('the answer', await sitting.sit(ENOUGH), { result: 'Pass', scorePercent: 70 });
    },
  ],
  [
    'an invitation that comes back holds the deadline until it is sent again',
    async (world) => {
      const sitting = await Sitting.begin(world);
      await sitting.bounceInvitation();
      await sitting.daysPass(9);
      expectEqual('the incident', await sitting.status(), 'exam-open');
      await sitting.act('resend-invitation', { why: 'The address is mended.' });
      await sitting.daysPass(3);
      expectEqual('the answer', await sitting.sit(ENOUGH), { result: 'Pass', scorePercent: 70 });
    },
  ],
  [
    'an attempt whose time is over is handed in as it stands',
    async (world) => {
      const before = await Sitting.policy(world);
      await Sitting.setPolicy(world, { ...before, timeLimitMinutes: 10 });
      const sitting = await Sitting.begin(world);
      // A failed attempt brings the link to another.
      const { examId } = sitting;
      await sitting.start();
      await sitting.saveOne();
      await world.moveTo(world.nowMs() + 11 * 60_000);
      const exam = await world.repository.get('exam', examId);
      expectEqual(
        'the exam',
        [exam?.status, exam?.status === 'submitted' && exam.submittedBy],
        ['submitted', 'time-limit'],
      );
      await Sitting.setPolicy(world, before);
    },
  ],
];

/** Plays the acceptance scenarios, one after the other, on the stack. */
export async function playScenarios(world: AwsWorld, say: (text: string) => void): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const [name, play] of [...processScenarios, ...staffScenarios, ...troubleScenarios]) {
    try {
      await play(world);
      results.push({ name });
      say(`ok      ${name}`);
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      results.push({ name, fault });
      say(`FAILED  ${name}: ${fault}`);
    }
  }
  return results;
}
