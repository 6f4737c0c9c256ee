import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { act, examsOf, historyOf, incidentAt, mailsOf, report } from './support/incidents.ts';
import { codeOf, examOf, mailOf } from './support/outbox.ts';
import { type Captured, spellings, whereIs, whereIsWord } from './support/secrets.ts';
import type { Staff } from './support/staff.ts';
import { ENOUGH, Student } from './support/student.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
const captured: Captured[] = [];
const codes: string[] = [];

beforeAll(async () => {
  // Codes that nobody would write by chance, so that they are known wherever they turn up.
  const real = systemIds.code;
  vi.spyOn(systemIds, 'code').mockImplementation((length, alphabet) => {
    if (length > 12) return real(length, alphabet);
    const code = length === 6 ? String(731_940 + 11 * codes.length) : real(length, alphabet);
    codes.push(code.toUpperCase());
    return code;
  });
  const send = globalThis.fetch;
  vi.stubGlobal('fetch', async (...given: Parameters<typeof fetch>) => {
    const response = await send(...given);
    const headers = [...response.headers].map((pair) => pair.join(': ')).join('\n');
    const address = given[0] instanceof Request ? given[0].url : String(given[0]);
    const text = `${address}\n${headers}\n${await response.clone().text()}`;
    captured.push({ where: `${given[1]?.method ?? 'GET'} ${new URL(address).pathname}`, text });
    return response;
  });
  test = await startTestHost();
  staff = await test.administrator();
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await test.stop();
});

/** Every value that stands under a token's name, in JSON within strings too. */
function tokensIn(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === 'string') {
    if (!/^\s*[[{]/u.test(value)) return found;
    try {
      return tokensIn(JSON.parse(value), found);
    } catch {
      return found;
    }
  }
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, part] of Object.entries(value)) {
    if (/^tasktoken$/iu.test(name) && typeof part === 'string' && !part.startsWith('{%')) found.add(part);
    else tokensIn(part, found);
  }
  return found;
}

interface Parameter {
  name: string;
  in: string;
}

/** Reads everything that there is to read by the API document, for whatever ids there are. */
async function readAll(known: Record<string, string[]>): Promise<number> {
  const document = parse(readFileSync(new URL('../../../workflow/openapi.yaml', import.meta.url), 'utf8')) as {
    paths: Record<string, Record<string, { operationId?: string; parameters?: Parameter[] }>>;
  };
  let reads = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!methods.get?.operationId) continue;
    let addresses = [path];
    for (const [, name = ''] of path.matchAll(/\{(\w+)\}/gu))
      addresses = addresses.flatMap((address) =>
        (known[name] ?? []).map((value) => address.replace(`{${name}}`, encodeURIComponent(value))),
      );
    expect([path, addresses.length > 0]).toEqual([path, true]);
    for (const address of addresses) {
      const { status } = await staff.call('GET', address);
      expect([address, status === 200 || status === 404]).toEqual([address, true]);
      reads += status === 200 ? 1 : 0;
    }
  }
  return reads;
}

it('keeps task tokens out of every log, page, mail, file and answer, and codes in their mails', async () => {
  const { deps } = test.host;
  const tokens = new Set<string>();
  const note = async (incidentId: string) => {
    const incident = await deps.repository.get('incident', incidentId);
    for (const each of [incident, ...(await examsOf(test, incidentId))]) tokensIn(each, tokens);
  };

  // One who passes after a wrong code, a request and a second attempt.
  const passing = await report(staff);
  const first = await examOf(deps, passing, 1);
  await mailOf(deps, first.id, 'invitation');
  await note(passing);
  const student = new Student(test, first.id);
  const asked = await student.browser.submit(await student.browser.get(student.path), {}, '/code');
  const wrong = await student.browser.submit(asked, { code: '000000' }, '/session');
  expect(wrong.status).toBe(422);
  const codeMail = await mailOf(deps, first.id, 'code');
  const shownCode = await codeOf(deps, first.id);
  const inTrial = await staff.call<{ text?: string }>('GET', `/mail/${encodeURIComponent(codeMail.id)}`);
  expect(inTrial.body.text).toContain(shownCode);
  await student.browser.submit(asked, { code: shownCode }, '/session');
  await student.start();
  const ask = await student.browser.get(`${student.path}/mistake`);
  await student.browser.submit(ask, { text: 'That is not my essay.' }, '/mistake');
  const requestId = (await deps.repository.get('exam', first.id))?.openRequests[0] ?? '';
  await act(staff, passing, 'answer-request', { requestId, granted: false, text: 'It is.' });
  await student.submit();
  const second = await examOf(deps, passing, 2);
  await mailOf(deps, second.id, 'invitation');
  await note(passing);
  await new Student(test, second.id).sit(ENOUGH);
  const resolved = await incidentAt(test, passing, 'resolved');

  // One who gets a code from an officer, whose invitation bounces, and whose execution is stopped and taken up again.
  const stopped = await report(staff);
  const open = await examOf(deps, stopped, 1);
  await mailOf(deps, open.id, 'invitation');
  await note(stopped);
  const issued = await staff.call<{ code: string }>('POST', `/incident/${stopped}/issue-code`, {
    identityCheck: 'Pass',
  });
  await new Student(test, open.id).enter(async () => issued.body.code);
  await act(staff, stopped, 'mark-bounced', { why: 'Came back.' });
  await act(staff, stopped, 'resend-invitation', {});
  const { executionArn } = (await deps.repository.get('incident', stopped))?.run ?? {};
  await deps.sfn.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'For a test' }));
  await until('the stop', async () => (await deps.repository.get('incident', stopped))?.run.stopped !== undefined);
  await act(staff, stopped, 'redrive', { why: 'Go on.' });
  await note(stopped);

  // One that waits for officers.
  const flagged = await report(staff, {
    student: { studentNumber: 's99', name: 'Ann', email: 'ann@student.example.edu' },
    work: { title: 'Essay', unit: 'HIST1001' },
    finding: { reference: 'F/1', foundOn: '2026-01-15' },
    description: 'Copied.',
    handling: 'straight-to-decision',
  });
  await incidentAt(test, flagged, 'awaiting-decision');
  await until('its token', async () => (await deps.repository.get('incident', flagged))?.waiting);
  await note(flagged);
  for (const bad of ['/incident?limit=x', '/mail/none', '/incident/none/executions/none']) await staff.call('GET', bad);

  const incidents = [passing, stopped, flagged];
  const mails = (await Promise.all(incidents.map((incidentId) => mailsOf(test, incidentId)))).flat();
  const reads = await readAll({
    incidentId: incidents,
    executionName: incidents,
    mailId: mails.map(({ id }) => id),
    evidenceId: ['none'],
    studentNumber: ['s99'],
    importId: ['none'],
    questionId: ['quoting-copied-sentence'],
    chain: [...incidents, 'system'],
    templateName: ['code', 'invitation'],
  });
  expect(reads).toBeGreaterThan(40);
  await fetch(`${test.origin}/certificate/${resolved.certificateId}`);

  const histories = await Promise.all(
    incidents.map(async (incidentId) => {
      const arn = (await deps.repository.get('incident', incidentId))?.run.executionArn ?? '';
      return JSON.parse(JSON.stringify(await historyOf(test, arn))) as unknown;
    }),
  );
  for (const history of histories) tokensIn(history, tokens);
  expect(tokens.size).toBeGreaterThanOrEqual(4);
  // What looks for tokens finds them where they are meant to be.
  const engine = [{ where: 'engine', text: JSON.stringify(histories) }];
  expect([...tokens].some((token) => whereIs(token, engine).length > 0)).toBe(true);

  // Traces were kept of all this, and whoever was named in it is not named in them.
  const traced = await Promise.all(
    incidents.map(async (incidentId) => (await staff.call('GET', `/incident/${incidentId}/traces`)).body),
  );
  const inTraces = JSON.stringify(traced);
  for (const part of ['RegisterIncident', 'ScheduleExam', 'Resume workflow'])
    expect([part, inTraces.includes(part)]).toEqual([part, true]);
  const people = await Promise.all(incidents.map((incidentId) => deps.repository.get('incident', incidentId)));
  for (const { student: of, work, description } of people.flatMap((incident) => incident ?? []))
    for (const words of [of.name, of.email, of.studentNumber, work.title, description, 'That is not my essay.'])
      expect([words, inTraces.includes(words)]).toEqual([words, false]);

  const files = readdirSync(test.dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(engine|resit)\.db/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(2);
  const everything: Captured[] = [
    ...captured,
    ...test.logged.map((text, line) => ({ where: `log line ${line}`, text })),
    ...mails.map((mail) => ({ where: `mail ${mail.id}`, text: JSON.stringify(mail) })),
    ...files.map((file) => ({ where: file, text: readFileSync(file).toString('latin1') })),
  ];
  expect(test.logged.length).toBeGreaterThan(20);
  for (const token of tokens) {
    expect(whereIs(token, everything)).toEqual([]);
    expect(whereIs(token.slice(0, 32), everything)).toEqual([]);
  }

  const reading = ({ id }: { id: string }) => `GET /api/mail/${encodeURIComponent(id)}`;
  const unused = await mailOf(deps, open.id, 'code');
  expect(codes.length).toBe(4);
  for (const code of codes) {
    const expected =
      code === shownCode
        ? [reading(codeMail)]
        : code === issued.body.code
          ? [`POST /api/incident/${stopped}/issue-code`]
          : unused.text.includes(code)
            ? [reading(unused), `mail ${unused.id}`]
            : [];
    expect(whereIsWord(code, everything)).toEqual(expected);
  }
});

it('finds a secret in whatever spelling it stands', () => {
  const secret = 'AbC+/d9=';
  for (const text of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify({ in: JSON.stringify({ secret }) }),
    Buffer.from(`x${secret}yz`).toString('base64'),
    Buffer.from(`xy${secret}`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ])
    expect([text, whereIs(secret, [{ where: 'here', text }])]).toEqual([text, ['here']]);
  expect(spellings(secret).every((form) => form.length >= secret.length - 1)).toBe(true);
});
