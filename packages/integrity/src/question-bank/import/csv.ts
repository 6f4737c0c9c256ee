import { stringify } from 'csv-stringify/sync';
import { type Columns, NotATable, readTable } from '../../csv-table.ts';
import { toCell } from '../../spreadsheet-cell.ts';
import type { Question } from '../question.ts';
import { fromAnswerRow, isQuestionType, QUESTION_TYPES, toAnswerRow } from '../question-types.ts';
import { ACCEPTED_MAX } from '../types/short-answer.ts';
import type { ImportDefaults, ImportedValue, ImportResult } from './imported.ts';
import { collectImported, idFromContent } from './imported.ts';

const FIELD_COLUMNS = ['id', 'type', 'topic', 'difficulty', 'pool', 'stem'] as const;
const KEY_COLUMNS = ['correct', 'tolerance', 'unit', 'feedback', 'source'] as const;
/** Short answers may have the most. */
const ANSWER_COLUMNS = Array.from({ length: ACCEPTED_MAX }, (_, index) => `answer${index + 1}` as const);

type Column = (typeof FIELD_COLUMNS)[number] | (typeof KEY_COLUMNS)[number] | `answer${number}`;

const optional = (heading: string) => ({ headings: [heading] as const, required: false });
const required = (heading: string) => ({ headings: [heading] as const, required: true });

const columns: Columns<Column> = {
  id: optional('id'),
  type: required('type'),
  topic: optional('topic'),
  difficulty: optional('difficulty'),
  pool: optional('pool'),
  stem: required('stem'),
  ...Object.fromEntries(ANSWER_COLUMNS.map((name) => [name, optional(name)])),
  correct: optional('correct'),
  tolerance: optional('tolerance'),
  unit: optional('unit'),
  feedback: optional('feedback'),
  source: optional('source'),
};

/**
 * Questions as CSV, one a row, for spreadsheets: the columns that {@link importCsv} reads. Ids of options are not kept;
 * versions and states are not either, since an import makes its own.
 */
export function exportCsv(questions: readonly Question[]): string {
  const rows = questions.map((question) => ({ question, row: toAnswerRow(question) }));
  const answerCount = Math.max(4, ...rows.map(({ row }) => row.answers.length));
  const answerColumns = ANSWER_COLUMNS.slice(0, answerCount);
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
  const text = stringify([[...FIELD_COLUMNS, ...answerColumns, ...KEY_COLUMNS], ...lines], {
    record_delimiter: 'windows',
    // By itself it quotes no line end but the record's own.
    quoted_match: /[\r\n]/,
  });
  // Excel takes a file for UTF-8 only if it begins with this mark.
  return `\uFEFF${text}`;
}

/** Reads what {@link exportCsv} writes, and tables like it: `type` and `stem` have to be there, defaults fill in the rest. */
export function importCsv(text: string, defaults: ImportDefaults): ImportResult {
  try {
    const { rows, bad } = readTable(text, columns);
    const { questions, problems } = collectImported(
      rows.map(({ line, cells }) => ({
        line,
        name: cells.id || cells.stem.slice(0, 60),
        value: readRow(cells, defaults),
      })),
    );
    const unreadable = bad.map(({ line, reason }) => ({ line, name: 'row', field: 'row', message: reason }));
    return { questions, problems: [...problems, ...unreadable].sort((one, other) => one.line - other.line) };
  } catch (error) {
    if (!(error instanceof NotATable)) throw error;
    return { questions: [], problems: [{ line: error.line, name: 'file', field: 'file', message: error.message }] };
  }
}

function readRow(cells: Readonly<Record<Column, string>>, defaults: ImportDefaults): ImportedValue {
  const type = cells.type.toLowerCase();
  if (!isQuestionType(type))
    return { problem: { field: 'type', message: `must be one of ${QUESTION_TYPES.join(', ')}` } };
  const answers = ANSWER_COLUMNS.map((column) => cells[column] ?? '').filter((answer) => answer !== '');
  const row = { answers, correct: cells.correct, tolerance: cells.tolerance, unit: cells.unit };
  return {
    question: {
      ...fromAnswerRow(type, row),
      type,
      id: cells.id || idFromContent([type, cells.stem, row]),
      topic: cells.topic || defaults.topic,
      difficulty: cells.difficulty === '' ? defaults.difficulty : Number(cells.difficulty),
      pool: cells.pool.toLowerCase() || defaults.pool,
      stem: cells.stem,
      feedback: cells.feedback || defaults.feedback,
      source: cells.source || defaults.source,
    },
  };
}
