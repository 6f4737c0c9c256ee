import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Clock, scaledClock, systemClock } from 'states/runtime/clock';
import { z } from 'zod';

/** The clock that deadlines and waits live on. */
export interface WorkflowClock {
  clock: Clock;
  /** Keeps where the clock stands, at the end of the process. */
  stop(): void;
}

/** The file with the clock's standing is there and cannot be read. */
export class ClockUnreadable extends Error {
  readonly code = 'clock-unreadable';
}

const standingSchema = z.object({ shape: z.literal(1), workflowMs: z.number() });

/** Real time for which the clock may run ahead of what the file says. */
const LEASE_MS = 500;

/**
 * Real time, unless the data folder was ever run at another speed: then a clock of its own, which stands still while the
 * process is down and never goes back. Before it shows a time, the file holds one as late: a killed process goes on from
 * there, at most half a real second further.
 * @throws ClockUnreadable
 */
export function openWorkflowClock(file: string, speed: number): WorkflowClock {
  if (speed === 1 && !existsSync(file)) return { clock: systemClock(), stop: () => undefined };
  const startedMs = Date.now();
  const originMs = existsSync(file) ? read(file) : startedMs;
  const scaled = scaledClock({ speed, originMs, startedMs });
  let leasedMs = originMs;
  const nowMs = () => {
    const now = Math.max(originMs, scaled.nowMs());
    if (now > leasedMs) {
      leasedMs = Math.ceil(now + LEASE_MS * speed);
      write(file, leasedMs);
    }
    return now;
  };
  nowMs();
  return {
    clock: { nowMs, wakeAt: (atMs, wake) => scaled.wakeAt(atMs, wake) },
    stop: () => write(file, nowMs()),
  };
}

function read(file: string): number {
  try {
    return standingSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).workflowMs;
  } catch (cause) {
    throw new ClockUnreadable(
      `The workflow's clock in ${file} cannot be read. Restore the file from a backup, or write {"shape":1,"workflowMs":…} into it with the time that it shall show, in milliseconds since 1970.`,
      { cause },
    );
  }
}

function write(file: string, workflowMs: number): void {
  writeFileSync(`${file}.new`, JSON.stringify({ shape: 1, workflowMs }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
