import { beforeEach, describe, expect, it } from 'vitest';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, invite, mails, register } from '../../testing/world.ts';
import { sweepExpiredAttempts } from '../drains/sweep-expired-attempts.ts';
import { viewExam } from '../student/view-exam.ts';
import { keepHeartbeat, settleOutage } from './heartbeat.ts';
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
const beatAt = async (at: string): Promise<number> => {
  deps.clock.set(at);
  return keepHeartbeat(deps);
};

describe('a heartbeat', () => {
  it('moves nothing when it begins, and nothing while it goes on', async () => {
    expect(await beatAt('2026-11-29T02:00:00Z')).toBe(0);
    for (let minute = 1; minute <= 180; minute += 1) {
      deps.clock.advance(60_000);
      expect(await keepHeartbeat(deps)).toBe(0);
    }
    expect(await deadline()).toBe(before);
  });

  it('moves a deadline that lost over an hour of its last day while it was not heard, with one mail', async () => {
    await beatAt('2026-11-29T02:00:00Z');
    expect(await beatAt('2026-11-29T03:00:01Z')).toBe(1);
    expect(await beatAt('2026-11-29T03:01:01Z')).toBe(0);
    expect(await deadline()).toBe(dayLater);
    expect(await mails(deps, 'extension')).toHaveLength(1);
  });

  it.each([
    ['of an hour', '2026-11-29T02:00:00Z', '2026-11-29T03:00:00Z'],
    ['before the last day', '2026-11-27T02:00:00Z', '2026-11-27T20:00:00Z'],
  ])('moves nothing after a silence %s', async (_what, from, to) => {
    await beatAt(from);
    expect(await beatAt(to)).toBe(0);
    expect(await deadline()).toBe(before);
  });

  it('begins anew after an outage: another one moves the deadline again', async () => {
    await beatAt('2026-11-29T02:00:00Z');
    await beatAt('2026-11-29T05:00:00Z');
    while (deps.clock.nowMs() < Date.parse('2026-11-30T02:00:00Z')) {
      deps.clock.advance(1_800_000);
      expect(await keepHeartbeat(deps)).toBe(0);
    }
    expect(await beatAt('2026-11-30T04:00:00Z')).toBe(1);
    expect(await deadline()).toBe('2026-12-01T12:59:59.999Z');
  });

  it('is taken up by whoever dies between moving and saying that it works', async () => {
    await beatAt('2026-11-29T02:00:00Z');
    deps.clock.set('2026-11-29T05:00:00Z');
    expect(await settleOutage(deps)).toBe(1);
    expect(await beatAt('2026-11-29T05:01:00Z')).toBe(0);
    expect(await deadline()).toBe(dayLater);
    expect(await mails(deps, 'extension')).toHaveLength(1);
  });

  it('stands for itself when two say it at once', async () => {
    await beatAt('2026-11-29T02:00:00Z');
    deps.clock.set('2026-11-29T05:00:00Z');
    await Promise.all([keepHeartbeat(deps), keepHeartbeat(deps)]);
    expect(await deadline()).toBe(dayLater);
    expect(await mails(deps, 'extension')).toHaveLength(1);
    expect((await deps.repository.get('heartbeat', 'service'))?.at).toBe('2026-11-29T05:00:00.000Z');
  });
});

describe('a deadline that passed in an outage is moved before it counts, when the first to look is', () => {
  beforeEach(async () => {
    await beatAt('2026-11-29T10:00:00Z');
    deps.clock.set('2026-11-29T20:00:00Z');
  });

  it('the workflow', async () => {
    expect(await reviewDeadline(deps, examId)).toHaveProperty('waitSeconds');
    expect(await deadline()).toBe(dayLater);
  });

  it('the sweep', async () => {
    expect(await sweepExpiredAttempts(deps)).toBe(0);
    expect((await deps.repository.get('exam', examId))?.status).toBe('scheduled');
  });

  it('the student', async () => {
    await viewExam(deps, { examId });
    expect((await deps.repository.get('exam', examId))?.status).toBe('scheduled');
    expect(await deadline()).toBe(dayLater);
  });

  it('and counts a day later, also if nobody ever says again that the service works', async () => {
    await reviewDeadline(deps, examId);
    deps.clock.set('2026-11-30T13:00:01Z');
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'DidNotSit' });
  });
});

it('counts deadlines as ever where no heartbeat is kept', async () => {
  deps.clock.set('2026-11-29T20:00:00Z');
  expect(await settleOutage(deps)).toBe(0);
  expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'DidNotSit' });
});
