import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { outageBefore, startHeartbeat } from './heartbeat.ts';
import { ClockUnreadable, openWorkflowClock } from './workflow-clock.ts';

let folder = '';
const startMs = Date.parse('2026-11-22T10:00:00Z');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resit-clock-'));
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});
const file = () => join(folder, 'clock.json');

it('is the real clock at the speed of one', () => {
  const { clock } = openWorkflowClock(file(), 1);
  vi.setSystemTime(startMs + 86_400_000);
  expect(clock.nowMs()).toBe(startMs + 86_400_000);
});

it('runs faster, stands still while the process is down, and goes on from there', () => {
  const first = openWorkflowClock(file(), 3600);
  vi.setSystemTime(startMs + 1000);
  expect(first.clock.nowMs()).toBe(startMs + 3_600_000);
  first.stop();
  vi.setSystemTime(startMs + 50_000_000);
  const second = openWorkflowClock(file(), 3600);
  expect(second.clock.nowMs()).toBe(startMs + 3_600_000);
  vi.setSystemTime(startMs + 50_001_000);
  expect(second.clock.nowMs()).toBe(startMs + 2 * 3_600_000);
});

it('never goes back after a kill, and jumps by less than a real second', () => {
  const first = openWorkflowClock(file(), 1000);
  let shownMs = 0;
  for (let realMs = 0; realMs < 5000; realMs += 130) {
    vi.setSystemTime(startMs + realMs);
    shownMs = first.clock.nowMs();
  }
  const afterMs = openWorkflowClock(file(), 1000).clock.nowMs();
  expect(afterMs).toBeGreaterThanOrEqual(shownMs);
  expect(afterMs - shownMs).toBeLessThanOrEqual(1_000_000);
});

it('goes on from its own standing when it is run at the speed of one again', () => {
  const first = openWorkflowClock(file(), 86_400);
  vi.setSystemTime(startMs + 1000);
  first.stop();
  const second = openWorkflowClock(file(), 1);
  vi.setSystemTime(startMs + 3000);
  expect(second.clock.nowMs()).toBe(startMs + 86_400_000 + 2000);
});

it('says what to do about a file that it cannot read', () => {
  writeFileSync(file(), '{');
  expect(() => openWorkflowClock(file(), 60)).toThrow(ClockUnreadable);
});

it('knows at start how long the process was not running, by both clocks', () => {
  const clocks = { clock: { nowMs: () => Date.now() }, workflowClock: { nowMs: () => Date.now() * 2 } };
  const beat = join(folder, 'heartbeat');
  expect(outageBefore(beat, clocks)).toBeUndefined();
  startHeartbeat(beat, clocks, () => {});
  vi.advanceTimersByTime(60_000);
  const lastMs = Date.now();
  vi.setSystemTime(lastMs + 7_200_000);
  expect(outageBefore(beat, clocks)).toEqual({
    realFromMs: lastMs,
    realToMs: lastMs + 7_200_000,
    workflowFromMs: lastMs * 2,
    workflowToMs: (lastMs + 7_200_000) * 2,
  });
});
