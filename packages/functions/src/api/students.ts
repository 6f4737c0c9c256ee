import { assertMay } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import { encodeCursor } from '@resit/integrity/ports/cursor';
import type { Student } from '@resit/integrity/student/student';
import { z } from 'zod';
import { seesAll } from './incident-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';

/** One call looks at no more students than this, then gives a short page and a cursor. */
const LOOKED_AT_MAX = 10_000;
const PAGE_MAX = 1000;

const listSchema = z.object({
  q: z.string().trim().min(1).max(200).optional(),
  limit: listQuery.wholeNumber(1, 200).default(50),
  cursor: z.string().optional(),
});

/** Adjustments and incidents are for officers; lecturers get what the report form asks for. */
async function studentView(deps: ApiDeps, { caller }: ApiRequest, student: Student) {
  const { id: studentNumber, name, email, faculty, extraTimePercent, extraDays, breakMinutes } = student;
  const shown = { studentNumber, name, email, faculty };
  if (!seesAll(caller)) return present(shown);
  const incidents = await deps.repository.countIn('incident', 'byStudent', studentNumber);
  return present({ ...shown, extraTimePercent, extraDays, breakMinutes, incidents });
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function matches(student: Student, words: readonly string[]): boolean {
  const searched = folded(`${student.id}\n${student.name}\n${student.email}`);
  return words.every((word) => searched.includes(word));
}

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  assertMay(request.caller, 'listStudents');
  const { q, limit, cursor: first } = queryOf(listSchema, request);
  const words = q === undefined ? [] : folded(q).split(/\s+/);
  const found: Student[] = [];
  let cursor = first;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; ) {
    const page = await deps.repository.query('student', 'all', {
      partition: 'all',
      limit: words.length === 0 ? limit : PAGE_MAX,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items.filter((student) => matches(student, words)));
    lookedAt += Math.max(page.items.length, 1);
    cursor = page.cursor;
    if (cursor === undefined || found.length >= limit) break;
  }
  const last = found[limit - 1];
  if (last && found.length > limit) cursor = encodeCursor({ sort: last.id, id: last.id });
  const items = await Promise.all(found.slice(0, limit).map((student) => studentView(deps, request, student)));
  return { body: present({ items, cursor }) };
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const student = await deps.repository.get('student', pathOf(request, 'studentNumber'));
  if (!student) throw new NotFound('student');
  return { body: await studentView(deps, request, student) };
}

export const studentRoutes: readonly Route[] = [
  { operation: 'listStudents', at: 'GET /student', handle: list },
  { operation: 'getStudent', at: 'GET /student/{studentNumber}', handle: one },
];
