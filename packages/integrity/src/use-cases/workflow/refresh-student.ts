import type { StudentDetails } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';

/**
 * What a report changes in the directory: name, address and faculty as it has them; adjustments stay. A report that no
 * officer has checked (`if-unknown`) adds a student but does not overwrite one.
 */
export async function refreshStudent(
  deps: Pick<Deps, 'repository'>,
  details: StudentDetails,
  when: 'always' | 'if-unknown',
): Promise<Change[]> {
  const { studentNumber: id, name, email, faculty } = details;
  const there = await deps.repository.get('student', id);
  if (!there) {
    const student = { id, version: 0, shape: 1 as const, name, email, ...(faculty === undefined ? {} : { faculty }) };
    const item = { ...student, extraTimePercent: 0, extraDays: 0, breakMinutes: 0 };
    return [{ type: 'put', kind: 'student', item, expected: null }];
  }
  const same = there.name === name && there.email === email && (faculty === undefined || there.faculty === faculty);
  if (same || when === 'if-unknown') return [];
  const item = { ...there, name, email, ...(faculty === undefined ? {} : { faculty }) };
  return [{ type: 'put', kind: 'student', item, expected: there.version }];
}
