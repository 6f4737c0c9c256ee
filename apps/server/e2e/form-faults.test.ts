import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from './support/browser.ts';
import { report } from './support/incidents.ts';
import { examOf } from './support/outbox.ts';
import type { Staff } from './support/staff.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
let student: Student;
beforeAll(async () => {
  test = await startTestHost();
  staff = await test.administrator();
  student = new Student(test, (await examOf(test.host.deps, await report(staff), 1)).id);
});
afterAll(() => test.stop());

interface Refused {
  code: string;
  errors: { pointer: string; message: string }[];
}

describe('a student’s form', () => {
  it('says what is wrong at the field, and nothing is begun or sent by it', async () => {
    const { browser, path } = student;
    const says = async (rest: string, fields: Record<string, string>, status: number, words: RegExp) => {
      const page = await browser.post(`${path}${rest}`, fields);
      expect([rest, page.status, decode(page.text)]).toEqual([rest, status, expect.stringMatching(words)]);
    };
    await browser.submit(await browser.get(path), {}, '/code');
    await says('/session', { code: ' ' }, 422, /Enter the code from the mail/u);
    await says('/session', { code: 'x'.repeat(5000) }, 422, /This code does not work/u);
    await student.enter();
    await says('/start', {}, 422, /Tick the box/u);
    await says('/start', { 'own-work': 'no' }, 422, /Tick the box/u);
    await says('/more-time', { text: ' ' }, 422, /aria-invalid="true"/u);
    await says('/mistake', { text: 'x'.repeat(2001) }, 422, /2,?000/u);
    await says('/mistake', { text: 'x'.repeat(70_000) }, 413, /too long to send/u);
    const exam = await test.host.deps.repository.get('exam', student.examId);
    expect(exam).toMatchObject({ status: 'scheduled', openRequests: [] });
  });

  it('survives answers that are none, and numbers of questions that there are not', async () => {
    await student.start();
    const odd = {
      choice: '99',
      choices: 'x',
      value: 'many',
      text: 'x'.repeat(300),
      'pairs.1': '99',
      'pairs.__proto__': '1',
    };
    for (let number = 1; number <= 20; number += 1) {
      const page = await student.browser.post(`${student.path}/question/${number}`, odd);
      expect([number, page.status === 422 || page.status === 200]).toEqual([number, true]);
    }
    for (const number of ['0', '21', '-1', '1e3', '99999', 'x', '%00'])
      expect([number, (await student.browser.get(`${student.path}/question/${number}`)).status]).toEqual([number, 404]);
    expect(test.logged.filter((line) => line.includes('"msg":"fault"'))).toEqual([]);
  });
});

describe('a mail template', () => {
  it.each([
    ['an unknown placeholder', { subject: 'Exam', body: 'Dear {{nmae}}, {{link}}' }, '/body', /nmae/u],
    ['an unknown placeholder in the subject', { subject: '{{grade}}', body: '{{link}}' }, '/subject', /grade/u],
    ['a placeholder that is not closed', { subject: 'Exam', body: '{{link}} {{name' }, '/body', /name|clos|\{\{/u],
  ])('is refused with %s, by name, and the one in use stays', async (_what, body, pointer, words) => {
    const before = await staff.call('GET', '/template/invitation');
    const etag = before.headers.get('etag') ?? '';
    for (const [method, path] of [
      ['PUT', '/template/invitation'],
      ['POST', '/template/invitation/preview'],
    ] as const) {
      const answer = await staff.call<Refused>(method, path, body, method === 'PUT' ? { 'if-match': etag } : {});
      expect([method, answer.status]).toEqual([method, 400]);
      expect(answer.body.errors).toContainEqual(
        expect.objectContaining({ pointer, message: expect.stringMatching(words) }),
      );
    }
    expect((await staff.call('GET', '/template/invitation')).body).toEqual(before.body);
  });
});

describe('a CSV file', () => {
  const upload = (path: string, csv: string) =>
    staff.call<{ good?: number; added?: number; bad: { line: number; reason: string }[] } & Refused>('POST', path, {
      fileName: 'file.csv',
      csv,
    });

  it('of incidents has its bad rows listed by line and reason, and its good ones kept', async () => {
    const heading = 'student number,name,email,title,unit,finding reference,found on,description';
    const good = (n: number) => `s9${n},Ann ${n},ann${n}@x.edu,Essay,HIST1,F/${n},2026-01-15,"Copied,\nin two lines"`;
    const csv = [
      heading,
      good(1),
      's92,Bob,not an address,Essay,HIST1,F/2,2026-01-15,Copied',
      's93,Cy,cy@x.edu,Essay,HIST1,F/3,2026-02-30,Copied',
      '',
      's94,,d@x.edu,Essay,HIST1,F/4,2026-01-15,Copied',
      good(5),
      good(1),
    ].join('\n');
    const { status, body } = await upload('/import', csv);
    expect([status, body.good]).toEqual([201, 2]);
    expect(body.bad).toEqual([
      { line: 4, reason: expect.stringMatching(/address|mail/iu) },
      { line: 5, reason: expect.stringMatching(/date|day|found/iu) },
      { line: 7, reason: expect.stringMatching(/name/iu) },
      { line: 10, reason: expect.stringMatching(/line 2/u) },
    ]);
  });

  it('of students has its bad rows listed by line and reason, and its good ones kept', async () => {
    const csv = 'student number,name,email,extra time\ns1,Ann,ann@x.edu,25\ns2,,b@x.edu,\ns3,Cy,cy@x.edu,lots\n';
    const { status, body } = await upload('/student/import', csv);
    expect([status, body.added]).toEqual([200, 1]);
    expect(body.bad).toEqual([
      { line: 3, reason: expect.stringMatching(/name/iu) },
      { line: 4, reason: expect.stringMatching(/extra time/iu) },
    ]);
  });

  it.each([
    ['no known column', 'a,b\n1,2\n'],
    ['an empty file', ' '],
    ['a quote that is not closed', 'student number,name,email\n"s1,Ann,ann@x.edu\n'],
    ['a spreadsheet instead', 'PK\u0003\u0004\u0014\u0000\u0006\u0000'],
  ])('that is no such table is refused, and says why: %s', async (_what, csv) => {
    for (const path of ['/import', '/student/import']) {
      const { status, body } = await upload(path, csv);
      expect([path, status, body.errors]).toEqual([
        path,
        400,
        [expect.objectContaining({ pointer: '/csv', message: expect.stringMatching(/\w+ \w+/u) })],
      ]);
    }
  });
});
