import { expect, it } from 'vitest';
import { rateLimit } from './rate-limit.ts';

it('lets a burst through, then the steady stream, and says when to come again', () => {
  let nowMs = 0;
  const limit = rateLimit({ perMinute: 60, burst: 3, clock: { nowMs: () => nowMs } });
  expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 1]);
  expect(limit.take('b')).toBe(0);
  nowMs += 1000;
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 1]);
});

it('never saves up more than a burst', () => {
  let nowMs = 0;
  const limit = rateLimit({ perMinute: 60, burst: 2, clock: { nowMs: () => nowMs } });
  nowMs += 3_600_000;
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 1]);
});

it('does not count what was given back, and gives nobody more than there is', () => {
  const limit = rateLimit({ perMinute: 60, burst: 2, clock: { nowMs: () => 0 } });
  limit.giveBack('nobody');
  for (let call = 0; call < 5; call += 1) {
    expect(limit.take('a')).toBe(0);
    limit.giveBack('a');
  }
  limit.giveBack('a');
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 1]);
});
