// Runs one part in a process of its own: clean memory figures, nobody else's garbage.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measured, PartOptions } from './benchmark.ts';

/** What the child is told on its command line, as JSON. */
export interface PartOrder extends PartOptions {
  readonly benchmark: string;
  readonly part: string;
}

export interface RunOptions {
  /** A part that has not ended by then is killed. */
  readonly atMostMs: number;
  /** Where to leave a CPU profile; none unless given. */
  readonly profileFolder?: string | undefined;
}

/** A part died, or said nothing. */
export class PartFailed extends Error {
  readonly code = 'PART_FAILED';
}

const CHILD = fileURLToPath(new URL('../part.ts', import.meta.url));

/** Tells processes that a part starts where to leave a profile of theirs. */
export const PROFILE_VARIABLE = 'BENCH_PROFILE';

/** What Node is to be started with to leave a CPU profile in the folder, if there is one. */
export const profileArguments = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];

/** @throws PartFailed */
export function runPart(order: PartOrder, { atMostMs, profileFolder }: RunOptions): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [JSON.stringify(order)], {
      execArgv: profileArguments(profileFolder),
      env: { ...process.env, [PROFILE_VARIABLE]: profileFolder },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const kill = setTimeout(() => child.kill('SIGKILL'), atMostMs);
    let measured: Measured | undefined;
    child.on('message', (message) => {
      measured = message as Measured;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(kill);
      if (code === 0 && measured) resolve(measured);
      else
        reject(
          new PartFailed(
            `${order.benchmark} (${order.part}) ended with ${signal ?? code} and ${measured ? 'a' : 'no'} result`,
          ),
        );
    });
  });
}
