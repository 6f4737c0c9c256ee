import { z } from 'zod';
import { type Columns, readTable, type TableRow } from '../csv-table.ts';
import type { StudentDetails } from '../incident/incident.ts';
import { studentDetailsSchema } from '../incident/report.ts';
import type { BadRow } from '../use-cases/import-job.ts';

type Column = 'studentNumber' | 'name' | 'email' | 'faculty' | 'extraTimePercent' | 'extraDays' | 'breakMinutes';

/** Columns of the file that the directory is imported from. */
export const directoryColumns: Columns<Column> = {
  studentNumber: { headings: ['student number', 'student id', 'student no', 'number', 'id'], required: true },
  name: { headings: ['name', 'student name', 'full name'], required: true },
  email: { headings: ['email', 'e-mail', 'email address', 'mail'], required: true },
  faculty: { headings: ['faculty', 'school', 'department'], required: false },
  extraTimePercent: { headings: ['extra time percent', 'extra time'], required: false },
  extraDays: { headings: ['extra days'], required: false },
  breakMinutes: { headings: ['break minutes', 'breaks'], required: false },
};

/** A student as the file has them; adjustments that the file does not name stay as they are. */
export interface DirectoryRow {
  details: StudentDetails;
  adjustments: { extraTimePercent?: number; extraDays?: number; breakMinutes?: number };
}

const whole = (heading: string, max: number) => {
  const message = `Enter ${heading} as a whole number from 0 to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,4}$/, message)
    .transform(Number)
    .refine((value) => value <= max, message)
    .exactOptional();
};
const adjustmentsSchema = z.object({
  extraTimePercent: whole('the extra time in percent', 300),
  extraDays: whole('the extra days', 365),
  breakMinutes: whole('the minutes of breaks', 600),
});

/**
 * Reads a CSV file of students.
 * @throws NotATable
 */
export function readDirectoryRows(csv: string): { good: DirectoryRow[]; bad: BadRow[] } {
  const good: DirectoryRow[] = [];
  const { rows, bad } = readTable<Column>(csv, directoryColumns);
  const lineByNumber = new Map<string, number>();
  for (const row of rows) {
    const read = readRow(row);
    if (typeof read === 'string') {
      bad.push({ line: row.line, reason: read });
      continue;
    }
    const sameAs = lineByNumber.get(read.details.studentNumber);
    if (sameAs === undefined) {
      lineByNumber.set(read.details.studentNumber, row.line);
      good.push(read);
    } else {
      bad.push({ line: row.line, reason: `This is the same student number as on line ${sameAs}.` });
    }
  }
  return { good, bad: bad.sort((one, other) => one.line - other.line) };
}

function readRow({ cells }: TableRow<Column>): DirectoryRow | string {
  const { studentNumber, name, email, faculty, ...adjustments } = cells;
  const details = studentDetailsSchema.safeParse({
    studentNumber,
    name,
    email,
    ...(faculty === '' ? {} : { faculty }),
  });
  const given = Object.fromEntries(Object.entries(adjustments).filter(([, cell]) => cell !== ''));
  const numbers = adjustmentsSchema.safeParse(given);
  const issues = [...(details.error?.issues ?? []), ...(numbers.error?.issues ?? [])];
  if (!details.success || !numbers.success) return issues.map((issue) => issue.message).join(' ');
  return { details: details.data, adjustments: numbers.data };
}
