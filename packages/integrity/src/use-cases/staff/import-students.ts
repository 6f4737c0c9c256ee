import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { NotATable } from '../../csv-table.ts';
import { InvalidInput } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { type DirectoryRow, readDirectoryRows } from '../../student/directory-rows.ts';
import type { Student } from '../../student/student.ts';
import { retryOnConflict } from '../decide.ts';
import type { BadRow } from '../import-job.ts';

const ROWS_MAX = 100_000;
const AT_ONCE = 100;

export interface StudentImport {
  added: number;
  changed: number;
  unchanged: number;
  bad: readonly BadRow[];
}

/**
 * Adds the students of a CSV file to the directory and refreshes those it has; nobody is taken out. Good rows are taken
 * whatever the bad ones are; importing the same file again changes nothing.
 * @throws NotAllowed, InvalidInput for a file that is no such table
 */
export async function importStudents(deps: Deps, input: { caller: Caller; csv: string }): Promise<StudentImport> {
  assertMay(input.caller, 'importStudents');
  const { good, bad } = read(input.csv);
  let [added, changed] = [0, 0];
  for (let at = 0; at < good.length; at += AT_ONCE) {
    const counts = await retryOnConflict(() => importSome(deps, good.slice(at, at + AT_ONCE)));
    added += counts.added;
    changed += counts.changed;
  }
  const unchanged = good.length - added - changed;
  await deps.repository.commit([
    {
      type: 'audit',
      note: {
        chain: 'system',
        at: new Date(deps.clock.nowMs()).toISOString(),
        actor: staffActor(input.caller),
        action: 'students.imported',
        facts: { added, changed, unchanged, bad: bad.length },
      },
    },
  ]);
  return { added, changed, unchanged, bad };
}

/** @throws InvalidInput */
function read(csv: string) {
  try {
    const rows = readDirectoryRows(csv);
    const count = rows.good.length + rows.bad.length;
    if (count === 0) throw new NotATable(1, 'The file has a heading and no rows.');
    if (count > ROWS_MAX) throw new NotATable(1, `The file has ${count} rows; import at most ${ROWS_MAX} at once.`);
    return rows;
  } catch (error) {
    if (!(error instanceof NotATable)) throw error;
    throw new InvalidInput([{ pointer: '/csv', code: 'not-a-table', message: error.message }]);
  }
}

async function importSome(deps: Deps, rows: readonly DirectoryRow[]): Promise<{ added: number; changed: number }> {
  const there = await deps.repository.getMany(
    'student',
    rows.map(({ details }) => details.studentNumber),
  );
  const changes: Change[] = [];
  let added = 0;
  for (const [at, row] of rows.entries()) {
    const before = there[at];
    const item = merged(before, row);
    if (before && JSON.stringify(item) === JSON.stringify(before)) continue;
    if (!before) added += 1;
    changes.push({ type: 'put', kind: 'student', item, expected: before?.version ?? null });
  }
  if (changes.length > 0) await deps.repository.commit(changes);
  return { added, changed: changes.length - added };
}

const fresh = { version: 0, shape: 1 as const, extraTimePercent: 0, extraDays: 0, breakMinutes: 0 };

/** The student as the file has them, on top of what the directory knew. */
function merged(before: Student | undefined, { details, adjustments }: DirectoryRow): Student {
  const { studentNumber, name, email, faculty } = details;
  const base = before ?? { id: studentNumber, ...fresh, name, email };
  return { ...base, name, email, ...(faculty === undefined ? {} : { faculty }), ...adjustments };
}
