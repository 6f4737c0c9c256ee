// The figures as a table on the terminal and as the page in docs/.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Row, Unit } from './benchmark.ts';
import type { Line, Result } from './run-benchmark.ts';
import { MIB } from './statistics.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

/** What the figures were taken on. */
export function machineLine(): string {
  const processors = cpus();
  const memoryGib = Math.round(totalmem() / MIB / 1024);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${memoryGib} GiB, ${type()}, Node ${process.versions.node}`;
}

export function tableOf({ benchmark, rounds, count, lines, failure }: Result): string {
  const head = `${benchmark.name}${count > 0 ? ` (${format(count)})` : ''}, median of ${rounds}`;
  const cells = lines.map(cellsOf);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0), 0));
  const text = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [head, ...text.map((each) => `  ${each}`), ...(failure ? [`  FAILED: ${failure}`] : [])].join('\n');
}

/** Label, value with its range, target, verdict. */
function cellsOf({ row, value, least, greatest, met }: Line): [string, string, string, string] {
  const range = least === greatest ? '' : `  (${format(least)}–${format(greatest)})`;
  return [
    row.label,
    `${format(value)}${unitText(row.unit)}${range}`,
    targetText(row),
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

function targetText({ target, unit }: Row): string {
  if (!target) return '';
  return 'atLeast' in target
    ? `≥ ${format(target.atLeast)}${unitText(unit)}`
    : `≤ ${format(target.atMost)}${unitText(unit)}`;
}

function unitText(unit: Unit): string {
  return unit === '' || unit === '/s' || unit === '×' ? unit : ` ${unit}`;
}

function format(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** Replaces the page with the figures of this run. */
export function writeDocument(results: readonly Result[]): void {
  const date = new Date().toISOString().slice(0, 10);
  const sections = results.map(({ benchmark, rounds, count, lines }) =>
    [
      `## ${benchmark.group}: ${benchmark.name}${count > 0 ? ` (${format(count)})` : ''}`,
      '',
      benchmark.title,
      '',
      `Median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}${rounds === 1 ? '' : ', least and greatest in brackets'}.`,
      '',
      '| | figure | target | |',
      '| --- | ---: | ---: | --- |',
      ...lines.map((line) => `| ${cellsOf(line).join(' | ')} |`),
      '',
    ].join('\n'),
  );
  const page = [
    '# Benchmarks',
    '',
    `Taken on ${date}, on ${machineLine()}. Written by \`npm run bench -- --write\`, which measures every part in a process of its own; run it to see your machine’s figures.`,
    '',
    ...sections,
  ].join('\n');
  writeFileSync(DOCUMENT, page);
}
