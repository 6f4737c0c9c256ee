import { importColumns } from '@resit/integrity/incident/import-rows';
import type { SfnCall, TestDeps } from '@resit/integrity/testing/test-deps';
import { createWorld, mails } from '@resit/integrity/testing/world';
import { drainMail } from '@resit/integrity/use-cases/drains/drain-mail';
import { runImport } from '@resit/integrity/use-cases/import/control-import';
import { drainImports } from '@resit/integrity/use-cases/import/drain-imports';
import { IncidentWithdrawn } from '@resit/integrity/use-cases/workflow/errors';
import { type ReportedIncident, registerIncident } from '@resit/integrity/use-cases/workflow/register-incident';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApi, officer, otherOfficer, type TestApi } from '../testing/call-api.ts';

type ImportView = {
  id: string;
  status: string;
  total: number;
  good: number;
  started: number;
  already: number;
  failed: number;
  withdrawn: number;
  bad: { line: number; reason: string }[];
  badCount: number;
  canUndo: boolean;
  heldUntil?: string;
};

const heading = Object.values(importColumns)
  .map((column) => column.headings[0])
  .join(',');
const row = (n: number, change: Partial<Record<keyof typeof importColumns, string>> = {}): string => {
  const cells = {
    studentNumber: `s${n}`,
    name: `Student ${n}`,
    email: `s${n}@example.edu`,
    faculty: 'Arts',
    title: 'Essay',
    unit: 'HIST101',
    submittedOn: '2026-11-01',
    findingReference: `F-${n}`,
    foundOn: '2026-11-20',
    description: 'Copied.',
    handling: '',
    ...change,
  };
  return Object.values(cells)
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(',');
};
const file = (...rows: string[]): string => [heading, ...rows].join('\r\n');

/** A workflow service that does what the first states of the process do, once per name. */
async function officeWithWorkflow() {
  const inputs = new Map<string, string>();
  const running: Promise<unknown>[] = [];
  let failOnce: string | undefined;
  const deps: TestDeps = await createWorld({
    answerSfn: ({ command, input }: SfnCall) => {
      if (command !== 'StartExecution') return {};
      const name = String(input.name);
      const text = String(input.input);
      if (failOnce !== undefined && text.includes(failOnce)) {
        failOnce = undefined;
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      }
      const known = inputs.get(name);
      if (known !== undefined && known !== text) {
        throw Object.assign(new Error('exists'), { name: 'ExecutionAlreadyExists' });
      }
      if (known === undefined) {
        inputs.set(name, text);
        running.push(run(deps, name, text));
      }
      return { executionArn: `arn:${name}`, startDate: new Date(0) };
    },
  });
  return {
    deps,
    inputs,
    settled: () => Promise.all(running),
    failOnceOn: (text: string) => {
      failOnce = text;
    },
  };
}

async function run(deps: TestDeps, name: string, text: string): Promise<void> {
  const input = JSON.parse(text) as ReportedIncident;
  const startedAt = new Date(deps.workflowClock.nowMs()).toISOString();
  const standing = await registerIncident(deps, input, { name, arn: `arn:${name}`, startedAt });
  if (standing.stands !== 'to-be-scheduled') return;
  const scheduled = await scheduleExam(deps, input.incidentId).catch((error: unknown) => {
    // As the definition has it: withdrawn in the meantime, and so no exam.
    if (error instanceof IncidentWithdrawn) return undefined;
    throw error;
  });
  if (!scheduled) return;
  const { examId } = scheduled;
  await sendNotification(deps, examId, { taskToken: `token-${examId}`, enteredAt: startedAt, retryCount: 0 });
}

describe('a bulk import', () => {
  let office: Awaited<ReturnType<typeof officeWithWorkflow>>;
  let api: TestApi;
  beforeEach(async () => {
    office = await officeWithWorkflow();
    api = createTestApi(office.deps);
  });
  const preview = (csv: string) => api.call<ImportView>(officer, 'POST /import', { body: { fileName: 'a.csv', csv } });
  const read = async (importId: string) =>
    (await api.call<ImportView>(officer, 'GET /import/{importId}', { path: { importId } })).body;
  const control = (what: 'run' | 'undo', importId: string, caller = officer) =>
    api.call<ImportView>(caller, `POST /import/{importId}/${what}`, { path: { importId } });
  const runAll = async (csv: string) => {
    const { id } = (await preview(csv)).body;
    await control('run', id);
    await api.settled();
    await office.settled();
    return read(id);
  };
  const countIncidents = () => office.deps.repository.countIn('incident', 'all', 'all');

  it('is previewed first: good rows kept, bad ones with line and every reason, nothing started', async () => {
    const answer = await preview(
      file(
        row(1),
        row(2, { email: 'nowhere', foundOn: '30/11/2026' }),
        row(3, { name: 'O\'Brien "quoted" back\\slash, 李 😀', description: 'On two\nlines' }),
        row(4, { studentNumber: '' }),
        row(1),
        row(5),
      ),
    );
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'preview', total: 6, good: 3, badCount: 3, canUndo: false },
    });
    expect(answer.body.bad).toEqual([
      {
        line: 3,
        reason:
          'email: Enter an email address like name@example.edu. found on: Enter the day of the finding as a date like 2026-11-30.',
      },
      // The row above it takes two lines.
      { line: 6, reason: expect.stringContaining("student number: Enter the student's number.") },
      { line: 7, reason: 'This is the same incident as line 2.' },
    ]);
    expect(answer.body).toMatchObject({
      sample: [{ line: 2, studentNumber: 's1' }, { name: 'O\'Brien "quoted" back\\slash, 李 😀' }, {}],
    });
    expect(office.inputs.size).toBe(0);
  });

  it('starts an incident for each good row, reported by whoever runs it, its mail held', async () => {
    const done = await runAll(file(row(1), row(2, { handling: 'straight-to-decision' }), row(3)));
    expect(done).toMatchObject({
      status: 'done',
      started: 3,
      already: 0,
      failed: 0,
      canUndo: true,
      heldUntil: '2026-11-22T02:15:00.000Z',
    });
    expect(await countIncidents()).toBe(3);
    const invitations = await mails(office.deps, 'invitation');
    expect(invitations).toHaveLength(2);
    expect(invitations.every(({ delivery }) => delivery.status === 'held')).toBe(true);
    const list = await api.call<{ items: { reportedBy: object }[] }>(officer, 'GET /incident');
    expect(list.body.items.every(({ reportedBy }) => JSON.stringify(reportedBy).includes('officer-1'))).toBe(true);
  });

  it('counts as mail held by the office while it can be undone, not as students who were not notified', async () => {
    await runAll(file(row(1), row(2), row(3, { handling: 'straight-to-decision' })));
    const counts = async () => (await api.call(officer, 'GET /dashboard')).body;
    const listed = async (query: Record<string, string>) =>
      (await api.call<{ items: object[] }>(officer, 'GET /incident', { query })).body.items;
    expect(await counts()).toMatchObject({ mailHeld: 2, notNotified: 0 });
    expect(await listed({ mailHeld: 'true' })).toMatchObject([
      { notNotified: false, mailHeldUntil: '2026-11-22T02:16:00.000Z' },
      { notNotified: false, mailHeldUntil: '2026-11-22T02:16:00.000Z' },
    ]);
    expect(await listed({ mailHeld: 'false' })).toHaveLength(1);
    expect(await listed({ notNotified: 'true' })).toEqual([]);

    office.deps.clock.advance(16 * 60_000);
    const unreachable = { send: () => Promise.reject(new Error('The mail server does not answer.')) };
    await drainMail({ ...office.deps, mailMode: 'smtp' }, unreachable);
    expect(await counts()).toMatchObject({ mailHeld: 0, notNotified: 2 });
    expect(await listed({ mailHeld: 'true' })).toEqual([]);

    office.deps.clock.advance(86_400_000);
    await drainMail({ ...office.deps, mailMode: 'smtp' }, { send: () => Promise.resolve({ accepted: true }) });
    expect(await counts()).toMatchObject({ mailHeld: 0, notNotified: 0 });
  });

  it('of the same file adds nothing, nor one in other columns, case and spaces', async () => {
    await runAll(file(row(1), row(2)));
    expect((await preview(file(row(1), row(2), row(3)))).body).toMatchObject({ already: 2, good: 3 });
    expect(await runAll(file(row(1), row(2)))).toMatchObject({ started: 0, already: 2 });
    const columns = 'Description;Found on;Reference;Unit;Title;E-Mail;Name;Student ID;Ignored';
    const other = [columns, 'Copied.;2026-11-20;f-1; hist101 ;ESSAY;s1@example.edu;Student 1;S1;x'].join('\n');
    expect(await runAll(`\uFEFF${other}`)).toMatchObject({ good: 1, started: 0, already: 1 });
    expect(await countIncidents()).toBe(2);
  });

  it('is undone while its mail is held: incidents withdrawn, no letter ever sent', async () => {
    const { id } = await runAll(file(row(1), row(2), row(3, { handling: 'straight-to-decision' })));
    const asked = await control('undo', id, otherOfficer);
    expect(asked).toMatchObject({ status: 202, body: { status: 'undoing' } });
    await api.settled();
    expect(await read(id)).toMatchObject({ status: 'undone', withdrawn: 3, canUndo: false });
    const { body } = await api.call<{ items: { status: string }[] }>(officer, 'GET /incident');
    expect(body.items.map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    expect((await mails(office.deps, 'withdrawn')).length).toBe(0);
  });

  it('that was undone can be made again, and then is there', async () => {
    const { id } = await runAll(file(row(1)));
    await control('undo', id);
    await api.settled();
    expect(await runAll(file(row(1, { email: 'mended@example.edu' })))).toMatchObject({ started: 1, already: 0 });
    expect(await runAll(file(row(1)))).toMatchObject({ started: 0, already: 1 });
    expect(await countIncidents()).toBe(2);
  });

  it('is undone in the middle as well, with all that it had started', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => row(n));
    const { id } = (await preview(file(...rows))).body;
    await control('run', id);
    await control('undo', id);
    await api.settled();
    await office.settled();
    const list = await office.deps.repository.query('incident', 'all', { partition: 'all', limit: 1000 });
    expect(list.items.filter(({ status }) => status !== 'withdrawn')).toEqual([]);
    expect(await read(id)).toMatchObject({ status: 'undone', withdrawn: list.items.length });
  });

  it('is not undone once its mail may be out', async () => {
    const { id } = await runAll(file(row(1)));
    office.deps.clock.advance(15 * 60_000);
    expect(await control('undo', id)).toMatchObject({ status: 409 });
    expect(await read(id)).toMatchObject({ status: 'done', canUndo: false });
  });

  it('is run once', async () => {
    const { id } = await runAll(file(row(1)));
    expect((await control('run', id)).status).toBe(409);
    expect((await control('run', 'none')).status).toBe(404);
  });

  it('waits out a workflow service that is busy', async () => {
    office.failOnceOn('"s2"');
    expect(await runAll(file(row(1), row(2), row(3)))).toMatchObject({ started: 3, failed: 0 });
  });

  it('goes on after a crash where it was, starting nothing twice', async () => {
    const rows = Array.from({ length: 230 }, (_, n) => row(n));
    const { id } = (await preview(file(...rows))).body;
    const repository = office.deps.repository;
    let commits = 0;
    const dying: TestDeps = {
      ...office.deps,
      repository: {
        ...repository,
        commit: (changes) => {
          const ours = changes.some((change) => change.type === 'put' && change.kind === 'importJob');
          if (ours) commits += 1;
          return ours && commits === 2 ? Promise.reject(new TypeError('killed')) : repository.commit(changes);
        },
      },
    };
    await runImport(office.deps, { caller: officer, importId: id });
    await expect(drainImports(dying)).rejects.toThrow('killed');
    expect(await read(id)).toMatchObject({ status: 'running' });
    const startedBefore = office.inputs.size;
    expect(startedBefore).toBeGreaterThan(100);
    await drainImports(office.deps);
    await office.settled();
    expect(await read(id)).toMatchObject({ status: 'done', started: 230, already: 0 });
    expect(await countIncidents()).toBe(230);
    expect(office.inputs.size).toBe(230);
  });

  it.each([
    ['nothing', '', 'Send the file'],
    ['a heading alone', heading, 'no rows'],
    ['missing columns', 'name,email\nA,a@example.edu', '"student number"'],
    ['broken quotes', `${heading}\n"s1,"x"y,z`, 'not CSV'],
    ['no table at all', '%PDF-1.7', 'lacks'],
    ['two bytes a character', Buffer.from(heading, 'utf16le').toString('utf8'), 'UTF-8'],
    ['a workbook in it', 'PK\u0003\u0004\u0014\u0000', 'Save it as CSV'],
  ])('refuses a file with %s, naming the field', async (_what, csv, words) => {
    const answer = await preview(csv);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/csv' }] } });
    if (csv !== '') expect(answer.body.errors?.[0]?.message).toContain(words);
  });

  it('takes the good rows of a file that has every other kind', async () => {
    const crooked = [
      '\uFEFFsep=,',
      heading,
      row(1),
      row(2).replace('"Copied."', 'He said "no"'),
      `${row(3)},more`,
      row(4).replace('Student', 'Stud\uFFFDnt'),
      row(5, { name: "=cmd|' /C calc'!A0", description: 'Two\nlines' }),
      row(1),
      row(6),
    ].join('\r\n');
    const { id, bad } = (await preview(crooked)).body;
    expect(bad.map(({ line }) => line)).toEqual([4, 5, 6, 9]);
    await control('run', id);
    await api.settled();
    await office.settled();
    expect(await read(id)).toMatchObject({ status: 'done', total: 7, good: 3, started: 3 });
    expect((await runAll(crooked)).started).toBe(0);
    const { items } = await office.deps.repository.query('incident', 'all', { partition: 'all' });
    expect(items.map(({ student }) => student.name)).toContain("=cmd|' /C calc'!A0");
  });

  it('takes cells that a spreadsheet defused for what they were', async () => {
    await runAll(file(row(1, { title: "'=HYPERLINK(1)" })));
    const { body } = await api.call<{ items: { work: { title: string } }[] }>(officer, 'GET /incident');
    expect(body.items[0]?.work.title).toBe('=HYPERLINK(1)');
  });
});

describe('the directory', () => {
  const csv = [
    'Student number,Name,Email,Faculty,Extra time',
    "s1,O'Brien 李 😀,s1@example.edu,Arts,25",
    's2,Two,two@example.edu,,',
    's3,Three,nowhere,,',
    's4,Four,four@example.edu,,lots',
    's2,Two again,two@example.edu,,',
  ].join('\n');

  it('is imported: good rows taken, bad ones listed, and the same file changes nothing', async () => {
    const { deps } = await officeWithWorkflow();
    const api = createTestApi(deps);
    const body = { fileName: 'students.csv', csv };
    const first = await api.call<{ bad: { line: number }[] }>(officer, 'POST /student/import', { body });
    expect(first.body).toMatchObject({ added: 2, changed: 0, unchanged: 0 });
    expect(first.body.bad.map(({ line }) => line)).toEqual([4, 5, 6]);
    const again = await api.call(officer, 'POST /student/import', { body });
    expect(again.body).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    const mended = { ...body, csv: csv.replace('two@', 'zwei@').replace(',25', ',') };
    expect((await api.call(officer, 'POST /student/import', { body: mended })).body).toMatchObject({ changed: 1 });
    expect(await deps.repository.get('student', 's1')).toMatchObject({ name: "O'Brien 李 😀", extraTimePercent: 25 });
    expect((await deps.repository.auditTrail('system')).map(({ action }) => action)).toContain('students.imported');
  });

  it('is searched by number, name and address, page by page', async () => {
    const { deps } = await officeWithWorkflow();
    const api = createTestApi(deps);
    const lines = Array.from({ length: 30 }, (_, n) => `n${n},Person ${n},p${n}@example.edu`);
    await api.call(officer, 'POST /student/import', {
      body: { fileName: 's.csv', csv: ['number,name,email', ...lines].join('\n') },
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { q: 'PERSON 1', limit: '4', ...(cursor === undefined ? {} : { cursor }) };
      const page = await api.call<{ items: { studentNumber: string }[]; cursor?: string }>(officer, 'GET /student', {
        query,
      });
      expect(page.body.items.length).toBeLessThanOrEqual(4);
      seen.push(...page.body.items.map(({ studentNumber }) => studentNumber));
      cursor = page.body.cursor;
    } while (cursor !== undefined);
    expect(seen.length).toBe(new Set(seen).size);
    expect(seen.length).toBeGreaterThanOrEqual(11);
  });
});
