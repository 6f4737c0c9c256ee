import { createWorld, incidentId, mails, register, tokenNow } from '@resit/integrity/testing/world';
import { reviewDeadline } from '@resit/integrity/use-cases/workflow/review-deadline';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import { openTestTable, type TestTable } from '@resit/persistence/testing/dynamodb-table';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createWatch, OutageUnusable } from './watch.ts';

let table: TestTable;
let deps: Awaited<ReturnType<typeof createWorld>>;
let examId: string;
let logged: unknown[];
let watch: ReturnType<typeof createWatch>;
beforeEach(async () => {
  table = await openTestTable(inject('dynamodbEndpoint'));
  deps = await createWorld({ repository: table.open() });
  await register(deps);
  examId = (await scheduleExam(deps, incidentId)).examId;
  await sendNotification(deps, examId, tokenNow(deps, 'T1'));
  logged = [];
  watch = createWatch(deps, { warn: (event, facts) => void logged.push([event, facts]) });
});
afterEach(() => table.dispose());

/** What the schedule sends, at an instant. */
const tick = (at: string) => {
  deps.clock.set(at);
  return watch({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} });
};
const named = (from: unknown, to: unknown) => watch({ outage: { from, to } });
const deadline = async () => (await deps.repository.get('exam', examId))?.deadline.at;
const before = '2026-11-29T12:59:59.999Z';
const dayLater = '2026-11-30T12:59:59.999Z';

describe('the watch, over DynamoDB', () => {
  it('moves deadlines after the functions stood still for over an hour of the last day, and says so in the log', async () => {
    expect(await tick('2026-11-29T02:00:00Z')).toEqual({ moved: 0 });
    expect(await tick('2026-11-29T02:01:00Z')).toEqual({ moved: 0 });
    expect(await tick('2026-11-29T04:01:00Z')).toEqual({ moved: 1 });
    expect(await tick('2026-11-29T04:02:00Z')).toEqual({ moved: 0 });
    expect(await deadline()).toBe(dayLater);
    expect(await mails(deps, 'extension')).toHaveLength(1);
    expect(logged).toEqual([['deadlines moved after an outage', { count: 1 }]]);
  });

  it('lets no deadline count that passed meanwhile, although the workflow looks before the watch does', async () => {
    await tick('2026-11-29T10:00:00Z');
    deps.clock.set('2026-11-29T20:00:00Z');
    const others = createWatch({ ...deps, repository: table.open() }, { warn: () => undefined });
    const [looked] = await Promise.all([reviewDeadline(deps, examId), others({}), others({})]);
    expect(looked).toHaveProperty('waitSeconds');
    expect(await deadline()).toBe(dayLater);
    expect(await mails(deps, 'extension')).toHaveLength(1);
  });

  it('moves them once for an outage that an operator names, which the functions did not feel', async () => {
    await tick('2026-11-29T08:00:00Z');
    expect(await named('2026-11-29T05:00:00Z', '2026-11-29T17:30:00+10:00')).toEqual({ moved: 1 });
    expect(await named('2026-11-29T05:00:00Z', '2026-11-29T17:30:00+10:00')).toEqual({ moved: 0 });
    expect(await deadline()).toBe(dayLater);
  });

  it.each([
    ['of no length', '2026-11-29T05:00:00Z', '2026-11-29T05:00:00Z', /later than outage\.from/],
    ['that is not over', '2026-11-29T05:00:00Z', '2026-11-29T08:00:01Z', /still to come/],
    ['without a zone', '2026-11-29T05:00:00', '2026-11-29T07:00:00Z', /outage\.from is to be an instant/],
    ['of one end', '2026-11-29T05:00:00Z', undefined, /outage\.to is to be an instant/],
  ])('refuses an outage %s, in words', async (_what, from, to, words) => {
    await tick('2026-11-29T08:00:00Z');
    const refused = named(from, to);
    await expect(refused).rejects.toThrow(OutageUnusable);
    await expect(refused).rejects.toThrow(words);
    expect(await deadline()).toBe(before);
  });
});
