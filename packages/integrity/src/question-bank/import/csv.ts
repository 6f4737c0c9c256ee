import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { fromCell, toCell } from '../../spreadsheet-cell.ts';
import type { Question } from '../question.ts';
import { OPTIONS_MAX } from '../question-kind.ts';
import { fromAnswerRow, isQuestionType, QUESTION_TYPES, toAnswerRow } from '../question-types.ts';
import type { ImportDefaults, ImportedValue, ImportResult } from './imported.ts';
import { collectImported, idFromContent } from './imported.ts';

const ANSWERS_MAX = 3 * OPTIONS_MAX;

const answerColumn = (index: number) => `answer${index + 1}`;

/**
 * Questions as CSV, one a row, for spreadsheets: the columns that {@link importCsv} reads. Ids of options are not kept;
 * versions and states are not either, since an import makes its own.
 */
export function exportCsv(questions: readonly Question[]): string {
  const rows = questions.map((question) => ({ question, row: toAnswerRow(question) }));
  const answerCount = Math.max(4, ...rows.map(({ row }) => row.answers.length));
  const answerColumns = Array.from({ length: answerCount }, (_, index) => answerColumn(index));
  const header = ['id', 'type', 'topic', 'difficulty', 'pool', 'stem', ...answerColumns];
  const lines = rows.map(({ question, row }) =>
    [
      question.id,
      question.type,
      question.topic,
      String(question.difficulty),
      question.pool,
      question.stem,
      ...answerColumns.map((_, index) => row.answers[index] ?? ''),
      row.correct,
      row.tolerance,
      row.unit,
      question.feedback,
      question.source,
    ].map(toCell),
  );
  const text = stringify([[...header, 'correct', 'tolerance', 'unit', 'feedback', 'source'], ...lines], {
    record_delimiter: 'windows',
  });
  // Excel takes a file for UTF-8 only if it begins with this mark.
  return `\uFEFF${text}`;
}

/** Reads what {@link exportCsv} writes, and tables like it: comma, semicolon or tab between the cells, columns in any order. */
export function importCsv(text: string, defaults: ImportDefaults): ImportResult {
  const read = readTable(text);
  if (!Array.isArray(read))
    return { questions: [], problems: [{ line: read.line, name: 'file', field: 'file', message: read.message }] };
  return collectImported(
    read.map(({ line, cells }) => ({
      line,
      name: cells.id || (cells.stem ?? '').slice(0, 60),
      value: readRow(cells, defaults),
    })),
  );
}

type Row = { readonly line: number; readonly cells: Readonly<Record<string, string>> };

function readTable(text: string): Row[] | { line: number; message: string } {
  try {
    const records: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return records.map(({ record, info }) => ({
      line: info.lines - Object.values(record).join('').split('\n').length + 1,
      cells: Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, fromCell(cell).trim()])),
    }));
  } catch (error) {
    if (error instanceof CsvError) return { line: Number(error.lines ?? 1), message: `is not CSV: ${error.message}` };
    throw error;
  }
}

/** Spreadsheets write semicolons or tabs where the comma is the decimal mark: whichever the heading has most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, text.search(/[\r\n]|$/u));
  const count = (delimiter: string) => heading.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function readRow(cells: Readonly<Record<string, string>>, defaults: ImportDefaults): ImportedValue {
  const cell = (name: string) => cells[name] ?? '';
  const type = cell('type').toLowerCase();
  if (!isQuestionType(type))
    return { problem: { field: 'type', message: `must be one of ${QUESTION_TYPES.join(', ')}` } };
  const answers = Array.from({ length: ANSWERS_MAX }, (_, index) => cell(answerColumn(index))).filter(
    (answer) => answer !== '',
  );
  const row = { answers, correct: cell('correct'), tolerance: cell('tolerance'), unit: cell('unit') };
  return {
    question: {
      ...fromAnswerRow(type, row),
      type,
      id: cell('id') || idFromContent([type, cell('stem'), row]),
      topic: cell('topic') || defaults.topic,
      difficulty: cell('difficulty') === '' ? defaults.difficulty : Number(cell('difficulty')),
      pool: cell('pool').toLowerCase() || defaults.pool,
      stem: cell('stem'),
      feedback: cell('feedback') || defaults.feedback,
      source: cell('source') || defaults.source,
    },
  };
}
