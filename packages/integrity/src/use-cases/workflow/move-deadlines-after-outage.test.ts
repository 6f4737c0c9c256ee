import { beforeEach, describe, expect, it } from 'vitest';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, invite, mails, register } from '../../testing/world.ts';
import { moveDeadlinesAfterOutage, type Outage } from './move-deadlines-after-outage.ts';
import { reviewDeadline } from './review-deadline.ts';

let deps: TestDeps;
let examId: string;
beforeEach(async () => {
  deps = await createWorld();
  await register(deps);
  examId = await invite(deps);
});
const deadline = async () => (await deps.repository.get('exam', examId))?.deadline.at;
const before = '2026-11-29T12:59:59.999Z';
const dayLater = '2026-11-30T12:59:59.999Z';

/** On a clock that runs as the real one does. */
const outage = (from: string, to: string): Outage => {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return { realFromMs: fromMs, realToMs: toMs, workflowFromMs: fromMs, workflowToMs: toMs };
};

describe('moveDeadlinesAfterOutage', () => {
  it('moves a deadline by a day, with a mail, after over an hour out in its last day', async () => {
    deps.clock.set('2026-11-29T04:00:00Z');
    expect(await moveDeadlinesAfterOutage(deps, outage('2026-11-29T02:00:00Z', '2026-11-29T03:00:01Z'))).toBe(1);
    expect(await deadline()).toBe(dayLater);
    const [mail] = await mails(deps, 'extension');
    expect(mail?.text).toContain('Monday 30 November 2026, 23:59 Sydney time');
    expect(mail?.text).toContain('could not be reached');
  });

  it('moves one that passed while nobody could sit, before anybody looks at it', async () => {
    deps.clock.set('2026-11-29T20:00:00Z');
    expect(await moveDeadlinesAfterOutage(deps, outage('2026-11-29T11:00:00Z', '2026-11-29T19:00:00Z'))).toBe(1);
    expect(await reviewDeadline(deps, examId)).toHaveProperty('waitSeconds');
  });

  it('moves one once for one outage, however often it is called, and again for another', async () => {
    deps.clock.set('2026-11-29T04:00:00Z');
    // An outage that reaches into the last day of the deadline as moved, too.
    const long = outage('2026-11-29T02:00:00Z', '2026-11-29T16:00:00Z');
    expect(await moveDeadlinesAfterOutage(deps, long)).toBe(1);
    expect(await moveDeadlinesAfterOutage(deps, long)).toBe(0);
    expect(await deadline()).toBe(dayLater);
    expect(await moveDeadlinesAfterOutage(deps, outage('2026-11-30T02:00:00Z', '2026-11-30T04:00:00Z'))).toBe(1);
    expect(await mails(deps, 'extension')).toHaveLength(2);
  });

  it.each([
    ['lasted an hour or less', '2026-11-29T02:00:00Z', '2026-11-29T03:00:00Z'],
    ['was before the last day', '2026-11-28T02:00:00Z', '2026-11-28T12:00:00Z'],
    ['took less than an hour of the last day', '2026-11-28T02:00:00Z', '2026-11-28T13:30:00Z'],
    ['began after the deadline', '2026-11-29T13:00:00Z', '2026-11-29T23:00:00Z'],
  ])('moves nothing for an outage that %s', async (_what, from, to) => {
    expect(await moveDeadlinesAfterOutage(deps, outage(from, to))).toBe(0);
    expect(await deadline()).toBe(before);
  });

  it('counts real time where the workflow clock stood still', async () => {
    const stoodAt = (at: string, hours: number): Outage => {
      const workflowMs = Date.parse(at);
      return { realFromMs: 0, realToMs: hours * 3_600_000, workflowFromMs: workflowMs, workflowToMs: workflowMs };
    };
    expect(await moveDeadlinesAfterOutage(deps, stoodAt('2026-11-27T02:00:00Z', 5))).toBe(0);
    expect(await moveDeadlinesAfterOutage(deps, stoodAt('2026-11-29T02:00:00Z', 0.5))).toBe(0);
    expect(await moveDeadlinesAfterOutage(deps, stoodAt('2026-11-29T02:00:00Z', 5))).toBe(1);
    expect(await deadline()).toBe(dayLater);
  });
});
