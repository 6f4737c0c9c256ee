import { rightAnswers, seedExam } from '@resit/integrity/testing/exam-scenario';
import { createTestDeps, type TestDeps } from '@resit/integrity/testing/test-deps';
import { sessionId } from '@resit/integrity/use-cases/student/exam-code';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { beforeEach, expect, test } from 'vitest';
import type { ProxyEvent } from './proxy.ts';
import { createSubmitExam } from './submit-exam.ts';

const COOKIE = 'cookie-of-the-student';
let deps: TestDeps;
let faults: unknown[];

beforeEach(async () => {
  deps = createTestDeps();
  faults = [];
  await seedExam(deps);
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'examSession',
      item: {
        id: sessionId(COOKIE),
        version: 0,
        shape: 1,
        examId: 'exam1',
        createdAt: '2026-11-22T02:00:00.000Z',
        expiresAt: '2026-11-22T14:00:00.000Z',
      },
    },
  ]);
});

async function post(body: unknown, headers: Record<string, string> = {}, secureCookies = false) {
  const event: ProxyEvent = {
    resource: '/exam',
    path: '/exam',
    httpMethod: 'POST',
    headers: {
      Origin: 'http://localhost:8080',
      Cookie: `other=1; resit-exam=${COOKIE}`,
      'Content-Type': 'application/json',
      ...headers,
    },
    queryStringParameters: null,
    pathParameters: null,
    requestContext: { requestId: 'request-1' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
  const handler = createSubmitExam({ deps, secureCookies, onFault: (error) => faults.push(error) });
  const { statusCode, headers: answered, body: text } = await handler(event);
  return { statusCode, headers: answered, body: JSON.parse(text) as Record<string, unknown> };
}
const answers = Object.fromEntries(rightAnswers.map((given, position) => [position, given]));
const start = () => startExam(deps, { examId: 'exam1', ownWork: true });
const status = async () => (await deps.repository.get('exam', 'exam1'))?.status;

test('marks the exam of the session on the server and answers with its result', async () => {
  await start();
  expect(await post({ answers })).toMatchObject({
    statusCode: 200,
    body: { examId: 'exam1', attempt: 1, result: 'Pass', scorePercent: 100, passMarkPercent: 70, topicsToStudy: [] },
  });
});

test('lets no score, pass flag, pass mark or exam id in the request change anything', async () => {
  await start();
  const forged = {
    examId: 'exam-of-somebody-else',
    score: 100,
    scorePercent: 100,
    passed: true,
    result: 'Pass',
    passMarkPercent: 0,
    marking: { result: 'Pass' },
    taskToken: 'TOKEN',
  };
  expect((await post(forged)).body).toMatchObject({ examId: 'exam1', result: 'Fail', scorePercent: 0 });
  expect((await post({ ...forged, answers })).body).toMatchObject({ result: 'Fail', scorePercent: 0 });
});

test('answers a second submission with the same result', async () => {
  await start();
  const first = await post({ answers });
  expect((await post('')).body).toEqual(first.body);
});

test('refuses another origin, and none, before it looks at anything else', async () => {
  await start();
  for (const Origin of ['https://evil.example', 'null', 'http://localhost:8080.evil.example', ''])
    expect(await post({ answers }, { Origin })).toMatchObject({ statusCode: 403, body: { code: 'not-allowed' } });
  expect(await status()).toBe('started');
});

test('refuses a request without a session, with an unknown one and with one that has ended', async () => {
  await start();
  for (const Cookie of ['', 'resit-exam=', 'resit-exam=guess', `__Host-resit-exam=${COOKIE}`])
    expect(await post({ answers }, { Cookie })).toMatchObject({ statusCode: 401, body: { code: 'not-signed-in' } });
  deps.clock.advance(12 * 3_600_000);
  expect(await post({ answers })).toMatchObject({ statusCode: 401 });
  expect(await status()).toBe('started');
});

test('reads the cookie with the __Host- prefix alone when the origin is https', async () => {
  await start();
  expect((await post('', { Cookie: `resit-exam=${COOKIE}` }, true)).statusCode).toBe(401);
  expect((await post('', { Cookie: `__Host-resit-exam=${COOKIE}` }, true)).statusCode).toBe(200);
});

test('names what is wrong in a body and saves nothing of it', async () => {
  await start();
  expect((await post('{')).body).toMatchObject({ status: 400, errors: [{ pointer: '', code: 'not-json' }] });
  expect((await post([])).statusCode).toBe(400);
  expect((await post({ answers: { x: {} } })).body).toMatchObject({ errors: [{ pointer: '/answers/x' }] });
  expect((await post({ answers: { 4: { value: 'many' } } })).body).toMatchObject({
    errors: [{ pointer: '/answers/4/value' }],
  });
  expect((await post({ answers: { 99: { choice: '1' } } })).statusCode).toBe(404);
  expect((await post('x=1', { 'Content-Type': 'application/x-www-form-urlencoded' })).statusCode).toBe(415);
  expect(await deps.repository.get('answerSheet', 'exam1')).toBeUndefined();
  expect(await status()).toBe('started');
});

test('refuses an exam that was never started', async () => {
  expect(await post({ answers })).toMatchObject({ statusCode: 409, body: { code: 'wrong-state' } });
});

test('tells the log of a fault of ours, and the student nothing of its cause', async () => {
  await start();
  deps.repository.commit = async () => {
    throw new TypeError('the inside of things');
  };
  const answer = await post({});
  expect(answer).toMatchObject({ statusCode: 500, body: { code: 'fault', instance: 'request-1' } });
  expect(JSON.stringify(answer)).not.toContain('the inside of things');
  expect(faults).toHaveLength(1);
});
