import { type Columns, readTable, type TableRow } from '../csv-table.ts';
import { InvalidInput } from '../errors.ts';
import type { BadRow, ImportRow } from '../use-cases/import-job.ts';
import { parseReport, type Report } from './report.ts';

type Column =
  | 'studentNumber'
  | 'name'
  | 'email'
  | 'faculty'
  | 'title'
  | 'unit'
  | 'submittedOn'
  | 'findingReference'
  | 'foundOn'
  | 'description'
  | 'handling';

/** Columns of the file that incidents are imported from; the first heading is the one that the guide names. */
export const importColumns: Columns<Column> = {
  studentNumber: { headings: ['student number', 'student id', 'student no'], required: true },
  name: { headings: ['name', 'student name', 'student'], required: true },
  email: { headings: ['email', 'e-mail', 'email address', 'mail'], required: true },
  faculty: { headings: ['faculty', 'school', 'department'], required: false },
  title: { headings: ['work title', 'title', 'work', 'assessment', 'assignment'], required: true },
  unit: { headings: ['unit', 'course', 'unit code', 'course code'], required: true },
  submittedOn: { headings: ['submitted on', 'submitted', 'submission date'], required: false },
  findingReference: { headings: ['finding reference', 'reference', 'finding'], required: true },
  foundOn: { headings: ['found on', 'finding date', 'date found'], required: true },
  description: { headings: ['description', 'details', 'what was found'], required: true },
  handling: { headings: ['handling'], required: false },
};

/** The part of a report that is about the student's work. */
const work = '/work';

const columnByPointer: Readonly<Record<string, Column>> = {
  '/student/studentNumber': 'studentNumber',
  '/student/name': 'name',
  '/student/email': 'email',
  '/student/faculty': 'faculty',
  [`${work}/title`]: 'title',
  [`${work}/unit`]: 'unit',
  [`${work}/submittedOn`]: 'submittedOn',
  '/finding/reference': 'findingReference',
  '/finding/foundOn': 'foundOn',
  '/description': 'description',
  '/handling': 'handling',
};

/** What a file of incidents holds: rows that can be imported, and those that cannot, each with every reason. */
export interface ReadRows {
  good: ImportRow[];
  bad: BadRow[];
}

/**
 * Reads a CSV file of incidents, as an officer reports them.
 * @throws NotATable if it is no table with the columns that are needed
 */
export function readImportRows(csv: string): ReadRows {
  const good: ImportRow[] = [];
  const { rows, bad } = readTable<Column>(csv, importColumns);
  const lineByKey = new Map<string, number>();
  for (const row of rows) {
    const report = reportOf(row);
    if (typeof report === 'string') {
      bad.push({ line: row.line, reason: report });
      continue;
    }
    const key = keyOf(report);
    const sameAs = lineByKey.get(key);
    if (sameAs === undefined) {
      lineByKey.set(key, row.line);
      good.push({ line: row.line, key, report });
    } else {
      bad.push({ line: row.line, reason: `This is the same incident as line ${sameAs}.` });
    }
  }
  return { good, bad: bad.sort((one, other) => one.line - other.line) };
}

/** What makes an incident the same one: student, work and finding, whatever the case and the spaces. */
export function keyOf({ student, work, finding }: Report): string {
  return [student.studentNumber, work.unit, work.title, finding?.reference ?? '']
    .map((part) => part.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim())
    .join('\n');
}

/** The report that a row makes, or why it makes none. */
function reportOf({ cells }: TableRow<Column>): Report | string {
  const input = {
    student: {
      studentNumber: cells.studentNumber,
      name: cells.name,
      email: cells.email,
      ...optional('faculty', cells.faculty),
    },
    work: { title: cells.title, unit: cells.unit, ...optional('submittedOn', cells.submittedOn) },
    finding: { reference: cells.findingReference, foundOn: cells.foundOn },
    description: cells.description,
    ...optional('handling', cells.handling.toLowerCase()),
  };
  try {
    return parseReport(input, ['officer']);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.errors.map(({ pointer, message }) => `${headingOf(pointer)}: ${message}`).join(' ');
  }
}

const optional = <K extends string>(name: K, value: string): { [P in K]?: string } =>
  value === '' ? {} : ({ [name]: value } as { [P in K]?: string });

function headingOf(pointer: string): string {
  const column = columnByPointer[pointer];
  return column ? importColumns[column].headings[0] : pointer;
}
