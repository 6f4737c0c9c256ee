import { type CsvError, parse } from 'csv-parse/sync';
import { fromCell } from './spreadsheet-cell.ts';

/** One row of a table: the 1-based line on which it begins, and its cells by column. */
export interface TableRow<Column extends string> {
  line: number;
  cells: Readonly<Record<Column, string>>;
}

/** A row that cannot be taken: the 1-based line of the file, and words that say what to mend. */
export interface UnreadableRow {
  line: number;
  reason: string;
}

/** What a file holds: rows, and those of which nothing can be made. */
export interface Table<Column extends string> {
  rows: TableRow<Column>[];
  bad: UnreadableRow[];
}

/** A file that is no table of the columns asked for. `line` is where it goes wrong. */
export class NotATable extends Error {
  readonly code = 'not-a-table';
  readonly line: number;
  constructor(line: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** The heading of each column, other headings that mean it, and whether it has to be there. */
export type Columns<Column extends string> = Readonly<
  Record<Column, { headings: readonly [string, ...string[]]; required: boolean }>
>;

const folded = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Reads a CSV file as spreadsheets write it: comma, semicolon or tab, quoted cells over several lines, columns in any
 * order, columns that nobody asked for. Cells lose surrounding spaces and the apostrophe that defuses a formula. A row
 * that cannot be understood is told apart, and the others are read; where it cannot be said where such a row ends,
 * nothing is.
 * @throws NotATable
 */
export function readTable<Column extends string>(text: string, columns: Columns<Column>): Table<Column> {
  // One kind of line end, so that lines are counted as an editor counts them.
  const { delimiter, body, linesBefore } = opened(text.replace(/\r\n?/g, '\n'));
  const { records, bad } = parsed(body, delimiter);
  const [heading, ...rest] = records;
  if (!heading) throw new NotATable(1, 'The file is empty.');
  const places = placesOf(heading.record, columns);
  const table: Table<Column> = { rows: [], bad: bad.map((row) => ({ ...row, line: row.line + linesBefore })) };
  for (const { record, info } of rest) {
    const line = info.lines - lineBreaksIn(record) + linesBefore;
    const reason = whyUnreadable(record, heading.record.length);
    if (reason === undefined) table.rows.push({ line, cells: cellsOf(record, places) });
    else table.bad.push({ line, reason });
  }
  table.bad.sort((one, other) => one.line - other.line);
  return table;
}

function cellsOf<Column extends string>(
  record: readonly string[],
  places: Readonly<Record<Column, number>>,
): Readonly<Record<Column, string>> {
  const cells = {} as Record<Column, string>;
  for (const column of Object.keys(places) as Column[]) cells[column] = fromCell(record[places[column]] ?? '').trim();
  return cells;
}

const lineBreaksIn = (record: readonly string[]): number =>
  record.reduce((count, cell) => count + (cell.match(/\n/g)?.length ?? 0), 0);

/** What stands where a byte was no UTF-8. */
const REPLACED = '\uFFFD';
const SAVE_AS_UTF_8 = 'Save it as CSV in UTF-8 and choose it again.';

/** Why a row would be taken for something that it does not say; undefined: it would not. */
function whyUnreadable(record: readonly string[], columnCount: number): string | undefined {
  if (record.slice(columnCount).some((cell) => cell.trim() !== ''))
    return `It has ${record.length} cells under a heading of ${columnCount}: put cells that hold the separator in quotation marks.`;
  if (record.some((cell) => cell.includes(REPLACED)))
    return `It holds characters that cannot be read: the file is not in UTF-8. ${SAVE_AS_UTF_8}`;
  return undefined;
}

/** The file after what stands before its heading: a byte order mark, and the line by which Excel is told the separator. */
function opened(text: string): { delimiter: string; body: string; linesBefore: number } {
  const unmarked = text.replace(/^\uFEFF/u, '');
  const heading = /^.*\S.*$/mu.exec(unmarked)?.[0] ?? '';
  if (heading.startsWith('PK\u0003\u0004'))
    throw new NotATable(1, `This is a spreadsheet or another packed file. ${SAVE_AS_UTF_8}`);
  if (heading.includes('\u0000')) throw new NotATable(1, `This is no text in UTF-8. ${SAVE_AS_UTF_8}`);
  const told = /^sep=([,;\t])\n/iu.exec(unmarked)?.[1];
  if (told === undefined) return { delimiter: delimiterOf(heading), body: unmarked, linesBefore: 0 };
  return { delimiter: told, body: unmarked.slice(heading.length + 1), linesBefore: 1 };
}

interface Parsed {
  records: { record: string[]; info: { lines: number } }[];
  bad: UnreadableRow[];
}

/** @throws NotATable */
function parsed(text: string, delimiter: string): Parsed {
  const errors: CsvError[] = [];
  const records = parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) errors.push(error);
    },
  }) as unknown as Parsed['records'];
  const bad = new Map<number, UnreadableRow>();
  for (const error of errors) {
    const line = Number(error.lines ?? 1);
    // After any other fault it cannot be told where the row ends: rows that follow would be lost in it.
    if (error.code !== 'INVALID_OPENING_QUOTE') throw notClosed(records, line);
    const reason =
      'A quotation mark stands in a cell that does not begin with one: put the cell in quotation marks, and write those within it twice.';
    bad.set(line, { line, reason });
  }
  return { records, bad: [...bad.values()] };
}

/** The row that goes wrong began after the last one that went well, however far on it was noticed. */
function notClosed(records: Parsed['records'], noticedLine: number): NotATable {
  const before = records.map(({ info }) => info.lines).filter((line) => line < noticedLine);
  const line = Math.max(0, ...before) + 1;
  return new NotATable(
    line,
    `The row that begins on line ${line} is not CSV: a quotation mark in it is not closed, or text follows a closed one. Write quotation marks within a cell twice.`,
  );
}

/** Spreadsheets write semicolons or tabs where the comma is the decimal mark: whichever the heading has most of. */
function delimiterOf(heading: string): string {
  const count = (delimiter: string) => heading.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function placesOf<Column extends string>(
  heading: readonly string[],
  columns: Columns<Column>,
): Readonly<Record<Column, number>> {
  const found = heading.map(folded);
  const places = {} as Record<Column, number>;
  const missing: string[] = [];
  for (const column of Object.keys(columns) as Column[]) {
    const { headings, required } = columns[column];
    const wanted = new Set(headings.map(folded));
    places[column] = found.findIndex((name) => wanted.has(name));
    if (required && places[column] < 0) missing.push(headings[0]);
  }
  if (missing.length > 0) {
    throw new NotATable(1, `The heading lacks ${missing.map((name) => `"${name}"`).join(', ')}.`);
  }
  return places;
}
