// The figures as a table on the terminal and as the page in docs/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Row, Unit } from './benchmark.ts';
import type { Line, Result } from './run-benchmark.ts';
import { MIB } from './statistics.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

/** Above this, others need the processors too. */
const LOAD_MAX = 0.5;

/** What the figures are taken on, and how busy it is before they are. */
export function machineLine(): string {
  const processors = cpus();
  const memoryGib = Math.round(totalmem() / MIB / 1024);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const [load = 0] = loadavg();
  const busy = load > LOAD_MAX ? `, busy with other work (load ${load.toFixed(1)})` : '';
  return `${processors.length} × ${model}, ${memoryGib} GiB, ${type()}, Node ${process.versions.node}${busy}`;
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

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- --write\`, which measures every part in a process of its own and puts the median of its rounds here, with the least and the greatest of them in brackets. Under each heading stands when and on what it was measured. Run \`npm run bench\` for the figures of your own machine, \`npm run bench -- --help\` for what else it can do.
`;

/** Puts the figures of this run into the page, in the place of older ones of the same benchmarks. */
export function writeDocument(results: readonly Result[], machine: string, order: readonly string[]): void {
  const sections = new Map<string, string>();
  for (const section of oldSections()) sections.set(headingOf(section), section);
  for (const result of results) {
    const section = sectionOf(result, machine);
    sections.set(headingOf(section), section);
  }
  const place = (heading: string): number => order.findIndex((name) => heading.startsWith(name));
  const sorted = [...sections.entries()].sort(([a], [b]) => place(a) - place(b) || a.length - b.length);
  writeFileSync(DOCUMENT, [INTRODUCTION, ...sorted.map(([, section]) => section)].join('\n'));
}

function oldSections(): string[] {
  if (!existsSync(DOCUMENT)) return [];
  return readFileSync(DOCUMENT, 'utf8')
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => `${section.trim()}\n`);
}

const headingOf = (section: string): string => section.slice(3, section.indexOf('\n'));

function sectionOf({ benchmark, rounds, count, lines, failure }: Result, machine: string): string {
  const date = new Date().toISOString().slice(0, 10);
  return [
    `## ${benchmark.name}${count > 0 ? ` (${format(count)})` : ''}`,
    '',
    benchmark.title,
    '',
    `${date}, ${machine}, ${rounds === 1 ? 'one round' : `${rounds} rounds`}.`,
    '',
    '| | figure | target | |',
    '| --- | ---: | ---: | --- |',
    ...lines.map((line) => `| ${cellsOf(line).join(' | ')} |`),
    ...(failure === undefined ? [] : ['', `It did not come to its end: ${failure}`]),
    '',
  ].join('\n');
}
