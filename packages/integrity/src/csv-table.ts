import { CsvError, parse } from 'csv-parse/sync';
import { fromCell } from './spreadsheet-cell.ts';

/** One row of a table: the 1-based line on which it begins, and its cells by column. */
export interface TableRow<Column extends string> {
  line: number;
  cells: Readonly<Record<Column, string>>;
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
 * order, columns that nobody asked for. Cells lose surrounding spaces and the apostrophe that defuses a formula.
 * @throws NotATable
 */
export function readTable<Column extends string>(text: string, columns: Columns<Column>): TableRow<Column>[] {
  // One kind of line end, so that lines are counted as an editor counts them.
  const [heading, ...records] = parsed(text.replace(/\r\n?/g, '\n'));
  if (!heading) throw new NotATable(1, 'The file is empty.');
  const places = placesOf(heading.record, columns);
  return records.map(({ record, info }) => ({
    line: info.lines - record.reduce((count, cell) => count + (cell.match(/\n/g)?.length ?? 0), 0),
    cells: Object.fromEntries(
      (Object.keys(columns) as Column[]).map((column) => [column, fromCell(record[places[column]] ?? '').trim()]),
    ) as Record<Column, string>,
  }));
}

type Parsed = { record: string[]; info: { lines: number } }[];

function parsed(text: string): Parsed {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }) as unknown as Parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1);
    throw new NotATable(line, `Line ${line} is not CSV: ${error.message}`, { cause: error });
  }
}

/** Spreadsheets write semicolons or tabs where the comma is the decimal mark: whichever the heading has most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, text.search(/[\r\n]|$/u));
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
