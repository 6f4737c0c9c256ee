import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Measured, Row } from './benchmark.ts';
import { PartFailed, runPart } from './run-part.ts';
import { median } from './statistics.ts';

/** A row of the table with its value: the median over the rounds, and the least and the greatest of them. */
export interface Line {
  readonly row: Row;
  readonly value: number;
  readonly least: number;
  readonly greatest: number;
  /** Undefined where there is no target. */
  readonly met: boolean | undefined;
}

export interface Result {
  readonly benchmark: Benchmark;
  readonly rounds: number;
  readonly count: number;
  readonly lines: readonly Line[];
  /** Why there are no figures, or fewer rounds than there should be. */
  readonly failure?: string;
}

export interface RunOptions {
  readonly rounds: number;
  readonly count: number;
  readonly profileFolder?: string | undefined;
  say(text: string): void;
}

const PART_MS_MAX = 20 * 60_000;

/** Runs every part once a round, each in a process of its own, the parts of a round one after the other. */
export async function runBenchmark(benchmark: Benchmark, options: RunOptions): Promise<Result> {
  const { rounds, count } = options;
  const all: Measured[] = [];
  try {
    for (let round = 1; round <= rounds; round++) all.push(await runRound(benchmark, round, options));
  } catch (error) {
    if (!(error instanceof PartFailed)) throw error;
    options.say(error.message);
    return { benchmark, rounds: all.length, count, lines: linesOf(benchmark.rows, all), failure: error.message };
  }
  return { benchmark, rounds, count, lines: linesOf(benchmark.rows, all) };
}

async function runRound(benchmark: Benchmark, round: number, options: RunOptions): Promise<Measured> {
  const roundFolder = mkdtempSync(join(tmpdir(), 'resit-bench-'));
  let measured: Measured = {};
  try {
    for (const part of Object.keys(benchmark.parts)) {
      options.say(`${benchmark.name}: ${part}, round ${round} of ${options.rounds}`);
      const folder = join(roundFolder, benchmark.sharedFolder ? 'shared' : part);
      mkdirSync(folder, { recursive: true });
      const order = { benchmark: benchmark.name, part, folder, count: options.count, before: measured };
      const more = await runPart(order, { atMostMs: PART_MS_MAX, profileFolder: options.profileFolder });
      measured = { ...measured, ...more };
    }
  } finally {
    rmSync(roundFolder, { recursive: true, force: true });
  }
  return measured;
}

function linesOf(rows: readonly Row[], rounds: readonly Measured[]): Line[] {
  return rows.flatMap((row) => {
    const values = rounds.map(row.value).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const value = median(values);
    return [{ row, value, least: Math.min(...values), greatest: Math.max(...values), met: isMet(row, value) }];
  });
}

function isMet({ target }: Row, value: number): boolean | undefined {
  if (!target) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
