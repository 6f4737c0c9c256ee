import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Staff, signIn } from './support/staff.ts';
import { startTestHost, until } from './support/test-host.ts';

interface Import {
  id: string;
  status: string;
  good: number;
  started: number;
  already: number;
  withdrawn: number;
  bad: { line: number; reason: string }[];
}

const ROWS = 240;
const csv = [
  'student number,name,email,work title,unit,finding reference,found on,description',
  ...Array.from(
    { length: ROWS },
    (_, n) => `s${n},"O'Brien, ${n} 李",s${n}@example.edu,"Essay ""${n}""",HIST101,F-${n},2026-11-20,Copied.`,
  ),
  'late,,nowhere,Essay,HIST101,F,2026-11-20,Copied.',
].join('\r\n');

const preview = async (staff: Staff) =>
  (await staff.call<Import>('POST', '/import', { fileName: 'incidents.csv', csv })).body;
const read = async (staff: Staff, id: string) => (await staff.call<Import>('GET', `/import/${id}`)).body;
const finished = (staff: Staff, id: string, status: string) =>
  until(`the import ${status}`, async () => {
    const job = await read(staff, id);
    return job.status === status && job;
  });

it('imports through a restart in the middle, nothing twice, and is undone before any mail is out', async () => {
  const before = await startTestHost();
  const staff = await before.administrator();
  const { id, good, bad } = await preview(staff);
  expect(good).toBe(ROWS);
  expect(bad).toEqual([
    { line: ROWS + 2, reason: "name: Enter the student's name. email: Enter an email address like name@example.edu." },
  ]);
  expect((await staff.call('POST', `/import/${id}/run`)).status).toBe(202);
  await until('a first part', async () => (await read(staff, id)).started > 0);
  await before.stop({ keep: true });

  const after = await startTestHost({}, before.dataFolder);
  try {
    const again = await signIn(after.origin, 'admin', 'a sentence that only I know');
    expect(await finished(again, id, 'done')).toMatchObject({ started: ROWS, already: 0 });
    await until('all exams', async () => {
      const { body } = await again.call<{ openByStatus: { status: string; count: number }[] }>('GET', '/dashboard');
      return body.openByStatus.find(({ status }) => status === 'exam-open')?.count === ROWS;
    });

    const second = await preview(again);
    expect(second.already).toBe(ROWS);
    await again.call('POST', `/import/${second.id}/run`);
    expect(await finished(again, second.id, 'done')).toMatchObject({ started: 0, already: ROWS });

    expect((await again.call('POST', `/import/${id}/undo`)).status).toBe(202);
    expect(await finished(again, id, 'undone')).toMatchObject({ withdrawn: ROWS });
    await until('every invitation called off', async () => {
      const { body } = await again.call<{ items: unknown[] }>('GET', '/mail?status=held&limit=1');
      return body.items.length === 0;
    });
    const { body } = await again.call<{ items: { template: string }[] }>('GET', '/mail?status=accepted,queued');
    expect(body.items.filter(({ template }) => template !== 'officer-notice')).toEqual([]);
  } finally {
    await after.stop({ keep: true });
    rmSync(before.dataFolder, { recursive: true, force: true });
  }
});
