import { isDeepStrictEqual } from 'node:util';
import { people, type Reach } from '@resit/functions/testing/people';
import { soundRequest } from '@resit/functions/testing/sound-requests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addClient } from '../src/issuer/clients.ts';
import { type DocumentOperation, documentOperations } from './support/api-document.ts';
import { examsOf, hire, incidentAt, mailsOf, report, reportBody } from './support/incidents.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

/** Everybody who calls, about an incident that the first lecturer reported and whose exam the first student has. */
const callers = {
  'a stranger': [],
  'the student, by their session': ['student'],
  'another student, by theirs': [],
  'the lecturer who reported it': ['staff', 'own'],
  'another lecturer': ['staff'],
  'a system with the role of a lecturer': ['staff'],
  'an officer': ['staff', 'own', 'office'],
  'a system with the role of an officer': ['staff', 'own', 'office'],
  'the administrator': ['staff', 'own', 'office', 'administrator'],
} as const satisfies Record<string, readonly Reach[]>;
type Who = keyof typeof callers;

let test: TestHost;
let subject: Parameters<typeof soundRequest>[1];
const headersOf = {} as Record<Who, Record<string, string>>;
/** What every answer to somebody who may not is searched for. */
let secrets: RegExp;

async function systemToken(role: 'lecturer' | 'officer'): Promise<Record<string, string>> {
  const { client, secret } = await addClient(test.host.deps, { name: `System ${role}`, roles: [role] });
  const response = await fetch(`${test.origin}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}` };
}

async function sessionOf(incidentId: string): Promise<Record<string, string>> {
  const [exam] = await examsOf(test, incidentId);
  const student = new Student(test, exam?.id ?? '');
  await student.enter();
  return { cookie: `resit-exam=${student.browser.cookie('resit-exam') ?? ''}`, origin: test.origin };
}

beforeAll(async () => {
  test = await startTestHost();
  const administrator = await test.administrator();
  const [officer, lecturer, other] = await Promise.all([
    hire(administrator, 'olga', 'officer'),
    hire(administrator, 'lena', 'lecturer'),
    hire(administrator, 'luis', 'lecturer'),
    // An account that nobody here calls with: it is what calls about accounts are about.
    hire(administrator, 'nora', 'lecturer'),
  ]);
  const { finding, ...body } = reportBody({ name: 'Secret Student', email: 'secret@student.example.edu' });
  const incidentId = await report(lecturer, body);
  await incidentAt(test, incidentId, 'to-be-confirmed');
  await officer.call('POST', `/incident/${incidentId}/confirm`, { finding });
  const others = await report(officer);
  for (const id of [incidentId, others]) {
    await incidentAt(test, id, 'exam-open');
    await until('the invitation', async () => (await mailsOf(test, id, 'invitation')).length > 0);
  }
  await officer.call('POST', `/incident/${incidentId}/notes`, { text: 'A secret note.' });
  const preview = await officer.call<{ id: string }>('POST', '/import', {
    fileName: 'a.csv',
    csv: 'student number,name,email,work title,unit,finding reference,found on,description\ns9,Nine,nine@example.edu,Essay,X1,F-9,2026-01-01,Copied\n',
  });
  const staff = await administrator.call<{ items: { id: string; username: string }[] }>('GET', '/staff');
  subject = {
    incidentId,
    mailId: (await mailsOf(test, incidentId, 'invitation'))[0]?.id ?? '',
    requestId: 'none',
    studentNumber: body.student.studentNumber as unknown as string,
    importId: preview.body.id,
    staffId: staff.body.items.find(({ username }) => username === 'nora')?.id ?? '',
  };
  const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` });
  Object.assign(headersOf, {
    'a stranger': {},
    'the student, by their session': await sessionOf(incidentId),
    'another student, by theirs': await sessionOf(others),
    'the lecturer who reported it': bearer(lecturer),
    'another lecturer': bearer(other),
    'a system with the role of a lecturer': await systemToken('lecturer'),
    'an officer': bearer(officer),
    'a system with the role of an officer': await systemToken('officer'),
    'the administrator': bearer(administrator),
  } satisfies Record<Who, Record<string, string>>);
  secrets = new RegExp(`Secret Student|secret@|secret note|${incidentId}`, 'iu');
});
afterAll(() => test.stop());

const mayCall = (who: Who, { operationId }: DocumentOperation): boolean =>
  callers[who].some((reach) => people[reach].includes(operationId));

async function call(who: Who, { method, path, operationId }: DocumentOperation, body: 'sound' | 'empty') {
  const sound = soundRequest(operationId, subject);
  const address = path.replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(sound.path[name] ?? ''));
  const sent = body === 'sound' ? sound.body : {};
  const response = await fetch(`${test.origin}/api${address}`, {
    method,
    headers: {
      origin: test.origin,
      ...headersOf[who],
      ...(sound.ifMatch === undefined ? {} : { 'if-match': sound.ifMatch }),
      ...(method === 'GET' || sent === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' || sent === undefined ? {} : { body: JSON.stringify(sent) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Everything that a call could have changed, as the repository has it. */
async function state(): Promise<unknown> {
  const { repository } = test.host.deps;
  const count = (kind: 'incident' | 'staff' | 'student' | 'mail' | 'importJob' | 'policy' | 'template') =>
    repository.countIn(kind, 'all', 'all');
  return [
    await repository.get('incident', subject.incidentId),
    await examsOf(test, subject.incidentId),
    await repository.get('staff', subject.staffId),
    await repository.get('importJob', subject.importId),
    await repository.auditTrail(subject.incidentId),
    await Promise.all(
      (['incident', 'staff', 'student', 'mail', 'importJob', 'policy', 'template'] as const).map(count),
    ),
  ];
}

/** The same, once what earlier calls set going has come to its end. */
async function settledState(): Promise<unknown> {
  let before = await state();
  let looks = 0;
  await until('nothing to change any more', async () => {
    await new Promise((done) => setTimeout(done, 100));
    const last = before;
    before = await state();
    looks = isDeepStrictEqual(last, before) ? looks + 1 : 0;
    return looks === 3;
  });
  return before;
}

it('the table knows every operation of the document, and no other', () => {
  expect(Object.values(people).flat().sort()).toEqual(documentOperations.map(({ operationId }) => operationId).sort());
});

describe.each(Object.keys(callers) as Who[])('%s', (who) => {
  const denied = documentOperations.filter((operation) => !mayCall(who, operation));
  const allowed = documentOperations.filter((operation) => mayCall(who, operation));

  it('gets nothing by, and changes nothing through, what is not theirs', async () => {
    const before = await settledState();
    for (const operation of denied) {
      const { operationId } = operation;
      // The list is answered, with what is theirs; the exam that a session is of is handed in below.
      if (operationId === 'listIncidents' && who.includes('lecturer')) continue;
      if (operationId === 'submitExam' && who === 'another student, by theirs') continue;
      const { status, text } = await call(who, operation, 'sound');
      const signedIn = 'authorization' in headersOf[who] && operationId !== 'submitExam';
      const expected = !signedIn ? 401 : operationId === 'getIncident' ? 404 : 403;
      expect([operationId, status]).toEqual([operationId, expected]);
      expect([operationId, text.replace(/"instance":"[^"]*"/u, '')]).toEqual([
        operationId,
        expect.not.stringMatching(secrets),
      ]);
    }
    expect(await state()).toEqual(before);
  });

  it('is let through to what is', async () => {
    for (const operation of allowed.filter(({ operationId }) => operationId !== 'submitExam')) {
      const { status } = await call(who, operation, 'empty');
      const refused = status === 401 || status === 403 || status >= 500;
      expect([operation.operationId, status, refused]).toEqual([operation.operationId, status, false]);
    }
  });
});

describe('objects of others', () => {
  it.each(['another lecturer', 'a system with the role of a lecturer'] as const)(
    'are in no list of %s',
    async (who) => {
      const list = documentOperations.find(({ operationId }) => operationId === 'listIncidents') as DocumentOperation;
      for (const query of [
        '',
        '?reporter=lena',
        `?student=${subject.studentNumber}`,
        '?q=Secret',
        '?status=exam-open',
      ]) {
        const { status, text } = await call(who, { ...list, path: `/incident${query}` }, 'sound');
        expect([query, status, text]).toEqual([query, 200, expect.not.stringMatching(secrets)]);
      }
    },
  );

  it('stay as they are when another student hands in with an exam id that is not theirs', async () => {
    const operation = documentOperations.find(({ operationId }) => operationId === 'submitExam') as DocumentOperation;
    const [exam] = await examsOf(test, subject.incidentId);
    for (const path of ['/exam', `/exam?examId=${exam?.id}`]) {
      const response = await fetch(`${test.origin}/api${path}`, {
        method: operation.method,
        headers: { ...headersOf['another student, by theirs'], 'content-type': 'application/json' },
        body: JSON.stringify({ examId: exam?.id, answers: {} }),
      });
      expect([path, await response.text()]).toEqual([path, expect.not.stringMatching(secrets)]);
    }
    expect((await examsOf(test, subject.incidentId))[0]).toEqual(exam);
  });

  it('are not made by a report under the key of somebody else', async () => {
    const made: string[] = [];
    for (const who of [
      'the lecturer who reported it',
      'another lecturer',
      'a system with the role of a lecturer',
    ] as const) {
      const { body } = soundRequest('reportIncident', subject);
      const response = await fetch(`${test.origin}/api/incident`, {
        method: 'POST',
        headers: { ...headersOf[who], 'content-type': 'application/json', 'idempotency-key': 'the same' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(202);
      made.push(((await response.json()) as { incidentId: string }).incidentId);
    }
    expect(new Set(made).size).toBe(3);
  });
});
