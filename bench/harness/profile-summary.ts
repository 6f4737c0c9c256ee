// Where the time went, from the CPU profiles that a run left: each thread's own time by function and by file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FUNCTIONS_SHOWN = 25;
const FILES_SHOWN = 12;

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** A text for the terminal; a profile is a thread of a part, in the order in which they ended. */
export function profileSummary(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return files
    .map((name) => `${name}\n${summaryOf(JSON.parse(readFileSync(join(folder, name), 'utf8')))}`)
    .join('\n\n');
}

function summaryOf({ nodes, samples, timeDeltas }: Profile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map<string, number>();
  const byFile = new Map<string, number>();
  let totalUs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const us = timeDeltas[index] ?? 0;
    if (!frame) continue;
    const file = frame.url.replace(/^.*\/(?=(packages|apps|bench|node_modules)\/)/, '');
    const where = file === '' ? frame.functionName : file;
    totalUs += us;
    add(byFile, where, us);
    add(byFunction, file === '' ? where : `${frame.functionName || 'anonymous'} ${file}:${frame.lineNumber + 1}`, us);
  }
  const shares = (by: ReadonlyMap<string, number>, most: number): string[] =>
    [...by]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([what, us]) => `  ${((100 * us) / totalUs).toFixed(1).padStart(5)} %  ${what}`);
  return [...shares(byFunction, FUNCTIONS_SHOWN), '  by file', ...shares(byFile, FILES_SHOWN)].join('\n');
}

function add(to: Map<string, number>, key: string, us: number): void {
  to.set(key, (to.get(key) ?? 0) + us);
}
