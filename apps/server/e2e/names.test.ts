import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from './support/browser.ts';
import { rightAnswers } from './support/chromium-student.ts';
import { hire, report, reportBody } from './support/incidents.ts';
import { examOf, mailOf } from './support/outbox.ts';
import { type Staff, signIn } from './support/staff.ts';
import { answersByPosition, Student } from './support/student.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
beforeAll(async () => {
  test = await startTestHost();
  staff = await test.administrator();
});
afterAll(() => test.stop());

const names = [
  "Siobhán O'Brien",
  'Ann "Annie" Quoted',
  'Back\\slash \\n \\u0041',
  '李小龍',
  'Zoë 🎓👩‍🔬 Ünal',
  '<script>alert(1)</script> & <b>Bob</b>',
  `{{deadline}} \${jndi:x} {% $states.input %} $.input`,
  '=HYPERLINK("http://evil.example","click")',
  '+1+1@SUM(A1)',
  '*Star* _Under_ [link](http://evil.example) # `code`',
  'محمد علي',
  'a, b; c\'d"e',
];

/** Text of a page as people read it. */
const readable = (html: string): string => decode(html.replace(/<[^>]*>/gu, ' '));
const squeezed = (text: string): string => text.replace(/\s+/gu, ' ');

describe.each(names)('the name %s', (name) => {
  it('goes unharmed from the report through execution, store, mail and pages to the certificate', async () => {
    const title = `Essay of ${name}`;
    const body = { ...reportBody({ name }), work: { title, unit: 'HIST1001' }, description: `${name}\n${name}` };
    const incidentId = await report(staff, body);
    const exam = await examOf(test.host.deps, incidentId, 1);
    const invitation = await mailOf(test.host.deps, exam.id, 'invitation');

    const shown = await staff.call('GET', `/incident/${incidentId}`);
    expect(shown.body).toMatchObject({ student: { name }, work: { title }, description: body.description });
    const execution = await staff.call<{ input: { report: unknown } }>(
      'GET',
      `/incident/${incidentId}/executions/${incidentId}`,
    );
    expect(execution.body.input.report).toEqual(body);
    const stored = await test.host.deps.repository.get('incident', incidentId);
    expect(stored).toMatchObject({ student: { name }, work: { title }, description: body.description });
    const listed = await staff.call<{ items: { id: string }[] }>('GET', `/incident?q=${encodeURIComponent(title)}`);
    expect(listed.body.items.map(({ id }) => id)).toEqual([incidentId]);

    expect(invitation.to.name).toBe(name);
    expect(squeezed(invitation.text)).toContain(squeezed(name));
    expect(squeezed(readable(invitation.html))).toContain(squeezed(name));
    expect(invitation.html).not.toContain('<script>');
    expect(invitation.html).not.toContain('href="http://evil.example');

    const student = new Student(test, exam.id);
    const about = await student.enter();
    expect(readable(about.text)).toContain(name);
    expect(readable(about.text)).toContain(title);
    expect(about.text).not.toContain('<script>alert');
    const ask = await student.browser.get(`${student.path}/mistake`);
    await student.browser.submit(ask, { text: name }, '/mistake');
    const asked = await staff.call<{ requests: { id: string; text: string }[] }>('GET', `/incident/${incidentId}`);
    expect(asked.body.requests.map(({ text }) => text)).toEqual([name]);
    await student.start();
    const answers = answersByPosition(await rightAnswers(test.host.deps, exam.id));
    expect(await student.call({ answers })).toMatchObject({ status: 200, body: { scorePercent: 100 } });
    const certificate = await until('the certificate', async () => {
      const { items } = await test.host.deps.repository.query('certificate', 'byExam', { partition: exam.id });
      return items[0];
    });
    const page = await student.browser.get(`/certificate/${certificate.id}`);
    expect(readable(page.text)).toContain(name);
    expect(page.text).not.toContain('<script>alert');
    expect(test.logged.join('')).not.toContain(name);
  });
});

it('goes unharmed with whoever reports, through the authorizer and the template of the integration', async () => {
  for (const [index, name] of [names.slice(0, 5).join(' '), names.slice(5, 8).join(' ')].entries()) {
    const username = `reporter${index}`;
    const made = await staff.call<{ oneTimePassword: string }>('POST', '/staff', {
      username,
      name,
      email: `${username}@example.edu`,
      roles: ['officer'],
    });
    expect([name, made.status]).toEqual([name, 201]);
    const reporter = await signIn(test.origin, username, made.body.oneTimePassword);
    const incidentId = await report(reporter);
    const stored = await until('the incident', () => test.host.deps.repository.get('incident', incidentId));
    expect(stored.reportedBy.name).toBe(name);
    const shown = await staff.call('GET', `/incident/${incidentId}`);
    expect(shown.body).toMatchObject({ reportedBy: { name } });
  }
});

it('goes unharmed through a bulk import from CSV', async () => {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = names.map((name, index) =>
    [
      `c${index}00000`,
      name,
      `c${index}@student.example.edu`,
      `Work of ${name}`,
      'HIST1',
      `F/${index}`,
      '2026-01-15',
      name,
    ]
      .map(cell)
      .join(','),
  );
  const heading = 'student number,name,email,title,unit,finding reference,found on,description';
  const csv = [heading, ...rows, 'c99,,nobody,,,,yesterday,'].join('\r\n');
  const preview = await staff.call<{ id: string; good: number; bad: { line: number; reason: string }[] }>(
    'POST',
    '/import',
    { fileName: `${names[0]}.csv`, csv },
  );
  expect(preview).toMatchObject({ status: 201, body: { good: names.length } });
  expect(preview.body.bad).toEqual([{ line: names.length + 2, reason: expect.stringMatching(/name.*title.*unit/isu) }]);
  await staff.call('POST', `/import/${preview.body.id}/run`);
  for (const [index, name] of names.entries()) {
    const incident = await until('the imported incident', async () => {
      const partition = `c${index}00000`;
      return (await test.host.deps.repository.query('incident', 'byStudent', { partition })).items[0];
    });
    expect(incident).toMatchObject({ student: { name }, work: { title: `Work of ${name}` }, description: name });
  }
});

it('is searched for as it is written', async () => {
  const lecturer = await hire(staff, 'lou', 'lecturer');
  const { finding: _none, ...body } = reportBody({ name: names[0] });
  const incidentId = await report(lecturer, body);
  await until('the incident', () => test.host.deps.repository.get('incident', incidentId));
  const listed = await lecturer.call<{ items: { id: string }[] }>(
    'GET',
    `/incident?q=${encodeURIComponent("O'Brien")}`,
  );
  expect(listed.body.items.map(({ id }) => id)).toEqual([incidentId]);
});
