import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Outage } from '@resit/integrity/use-cases/workflow/move-deadlines-after-outage';
import { z } from 'zod';

interface Clocks {
  clock: { nowMs(): number };
  workflowClock: { nowMs(): number };
}

const beatSchema = z.object({ realMs: z.number(), workflowMs: z.number() });
const BEAT_MS = 20_000;

/** When the process was last known to run, real epoch milliseconds; undefined: never. */
export function lastBeat(file: string): number | undefined {
  return readBeat(file)?.realMs;
}

function readBeat(file: string): z.output<typeof beatSchema> | undefined {
  try {
    return beatSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The time since the process was last known to run, by both clocks; undefined at the first start. */
export function outageBefore(file: string, { clock, workflowClock }: Clocks): Outage | undefined {
  const last = readBeat(file);
  return (
    last && {
      realFromMs: last.realMs,
      realToMs: Math.max(last.realMs, clock.nowMs()),
      workflowFromMs: last.workflowMs,
      workflowToMs: Math.max(last.workflowMs, workflowClock.nowMs()),
    }
  );
}

/** Writes down now and then that the process runs. Returns what stops it, with a last beat. */
export function startHeartbeat(
  file: string,
  { clock, workflowClock }: Clocks,
  onFault: (error: unknown) => void,
): () => void {
  const beat = () => {
    try {
      const text = JSON.stringify({ realMs: clock.nowMs(), workflowMs: workflowClock.nowMs() });
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      onFault(error);
    }
  };
  beat();
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    beat();
  };
}
