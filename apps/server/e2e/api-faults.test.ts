import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DocumentOperation,
  documentOperations,
  fieldsOf,
  resolved,
  sampleOf,
  withAt,
} from './support/api-document.ts';
import { report } from './support/incidents.ts';
import { examOf } from './support/outbox.ts';
import type { Staff } from './support/staff.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
let student: Student;
let incidentId = '';
beforeAll(async () => {
  test = await startTestHost();
  staff = await test.administrator();
  incidentId = await report(staff);
  const exam = await examOf(test.host.deps, incidentId, 1);
  student = new Student(test, exam.id);
  await student.enter();
  await student.start();
});
afterAll(() => test.stop());

interface Answer {
  status: number;
  type: string;
  text: string;
}

/** Sends whatever it is given, mended by nobody. */
async function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isExam = path === '/exam';
  const response = await fetch(`${test.origin}/api${path}`, {
    method,
    headers: {
      ...(isExam
        ? { cookie: `resit-exam=${student.browser.cookie('resit-exam')}`, origin: test.origin }
        : { authorization: `Bearer ${staff.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'PUT' || method === 'DELETE' ? { 'if-match': '"999"' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { pointer: string; code: string; message: string }[];
}

/** A refusal as the document promises it, for an operation or from the gateway before it. */
function expectProblem(what: string, answer: Answer, operation?: DocumentOperation): Problem {
  expect([what, answer.status, answer.text.slice(0, 300)]).toEqual([
    what,
    expect.toSatisfy((status: number) => status >= 400 && status < 500),
    expect.any(String),
  ]);
  expect([what, answer.type]).toEqual([what, expect.stringMatching(/^application\/problem\+json/u)]);
  const problem = JSON.parse(answer.text) as Problem;
  expect([what, problem]).toEqual([
    what,
    expect.objectContaining({
      type: expect.stringMatching(/^urn:resit:problem:/u),
      title: expect.any(String),
      status: answer.status,
      code: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/u),
    }),
  ]);
  if (operation && ![405, 413, 415].includes(answer.status)) expect(operation.statuses).toContain(answer.status);
  for (const error of problem.errors ?? [])
    expect([what, error.message]).toEqual([what, expect.stringMatching(/\w{3}/u)]);
  return problem;
}

/** Any answer but a fault of ours, and never a page. */
function expectNoFault(what: string, answer: Answer, operation: DocumentOperation): void {
  if (answer.status >= 400) expectProblem(what, answer, operation);
  else expect([what, answer.type]).toEqual([what, expect.stringMatching(/^application\/json/u)]);
}

/** The address of an operation for the incident that there is, and ids that fit nothing else. */
const addressOf = ({ path }: DocumentOperation, id = 'none'): string =>
  path
    .replace('{incidentId}', incidentId)
    .replace('{templateName}', 'invitation')
    .replace(/\{\w+\}/gu, id);

const withBody = documentOperations.filter(({ body }) => body !== undefined);
const named = (operations: readonly DocumentOperation[]) =>
  operations.map((operation) => [operation.operationId, operation] as const);

describe.each(named(withBody))('%s', (operationId, operation) => {
  const body = operation.body ?? {};
  const address = () => addressOf(operation);

  it('refuses a body that is no JSON, of another type, too large or no object', async () => {
    for (const text of ['{"a":', '{a:1}', 'why=1', '\u0000', '{"why":"a\nb"}'])
      expect(expectProblem(text, await send(operation.method, address(), text), operation).status).toBe(400);
    const plain = await send(operation.method, address(), '{}', { 'content-type': 'text/plain' });
    expect(expectProblem('text/plain', plain)).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    for (const text of ['null', '[]', '"text"', '12', 'true'])
      expect(expectProblem(text, await send(operation.method, address(), text), operation).status).toBe(400);
  });

  it('names every field that is missing, unknown or of another type', async () => {
    const sample = sampleOf(body);
    const required = resolved(body).required ?? [];
    if (required.length > 0) {
      const empty = expectProblem('{}', await send(operation.method, address(), '{}'), operation);
      expect(empty.code).toBe('invalid-input');
      const pointers = (empty.errors ?? []).map(({ pointer }) => pointer);
      expect(pointers.sort()).toEqual(expect.arrayContaining(required.map((name) => `/${name}`)));
    }
    if (resolved(body).additionalProperties === false) {
      const unknown = JSON.stringify({ ...(sample as object), surprise: 1 });
      const problem = expectProblem('unknown', await send(operation.method, address(), unknown), operation);
      expect(problem.errors?.map(({ pointer }) => pointer)).toContain('/surprise');
    }
    for (const { pointer, schema } of fieldsOf(body)) {
      if (schema.type === undefined) continue;
      const wrong = [null, schema.type === 'string' ? 17 : 'text', schema.type === 'array' ? {} : []];
      for (const value of wrong) {
        const what = `${operationId} ${pointer} ${JSON.stringify(value)}`;
        const answer = await send(operation.method, address(), JSON.stringify(withAt(sample, pointer, value)));
        const { errors = [], code } = expectProblem(what, answer, operation);
        expect([what, code, errors.map((error) => error.pointer)]).toEqual([
          what,
          'invalid-input',
          expect.arrayContaining([pointer]),
        ]);
      }
    }
  });

  it('takes values of the right type and no sense without a fault', async () => {
    const sample = sampleOf(body);
    const odd = ['', '\u0000', '\ud800', 'x'.repeat(100_001), "' OR 1=1 --"];
    for (const { pointer, schema } of fieldsOf(body)) {
      const values = schema.type === 'string' ? odd : schema.type === 'integer' ? [-1, 1.5, 1e308, 2 ** 53] : [];
      for (const value of values.slice(0, schema.enum ? 2 : values.length)) {
        // Nothing that would succeed again and again is asked for with a text that is allowed.
        const what = `${operationId} ${pointer} ${JSON.stringify(value).slice(0, 40)}`;
        expectNoFault(
          what,
          await send(operation.method, address(), JSON.stringify(withAt(sample, pointer, value))),
          operation,
        );
      }
    }
  });
});

describe('every operation', () => {
  it('answers ids that there are not, or that are none, with a problem', async () => {
    const ids = ['none', '%00', '%F0%9F%98%80', 'x'.repeat(3000), '%E0%A4'];
    for (const operation of documentOperations.filter(({ path }) => path.includes('{'))) {
      const body = operation.body ? JSON.stringify(sampleOf(operation.body)) : undefined;
      for (const id of ids) {
        const path = operation.path.replace(/\{\w+\}/gu, id);
        const what = `${operation.method} ${path.slice(0, 100)}`;
        const answer = await send(operation.method, path, body);
        // Of what was never written about there is an empty chain.
        if (operation.path.startsWith('/audit/') && answer.status === 200) expect(answer.text).not.toContain('"hash"');
        else expectProblem(what, answer);
      }
    }
  });

  it('names a query parameter that has no sense, and is not upset by any', async () => {
    const values = ['', 'garbage', '-1', '%00', 'x'.repeat(4000)];
    for (const operation of documentOperations.filter(({ method }) => method === 'GET')) {
      for (const parameter of operation.parameters.filter((each) => each.in === 'query')) {
        for (const value of values) {
          const path = `${addressOf(operation)}?${parameter.name}=${value}`;
          const answer = await send('GET', path);
          expectNoFault(path.slice(0, 100), answer, operation);
          if (value !== 'garbage' || !['integer', 'boolean'].includes(parameter.schema.type ?? '')) continue;
          if (answer.status === 404) continue;
          const { errors } = expectProblem(path, answer, operation);
          expect(errors).toContainEqual(expect.objectContaining({ pointer: `?${parameter.name}` }));
        }
      }
    }
  });

  it('refuses a body of ten MiB', async () => {
    const large = JSON.stringify({ why: 'x'.repeat(10 * 1024 * 1024) });
    for (const operation of withBody) {
      const problem = expectProblem(operation.operationId, await send(operation.method, addressOf(operation), large));
      expect([operation.operationId, problem.status, problem.code]).toEqual([operation.operationId, 413, 'too-large']);
    }
  });

  it('asks for a sign-in before it looks at anything else', async () => {
    for (const operation of documentOperations.filter(({ operationId }) => operationId !== 'submitExam')) {
      for (const authorization of ['', 'Bearer', 'Bearer x.y.z', 'Basic YTpi', `Bearer ${staff.token}x`]) {
        const answer = await send(operation.method, addressOf(operation), operation.body ? '{"bad":' : undefined, {
          authorization,
        });
        expect(expectProblem(operation.operationId, answer, operation)).toMatchObject({
          status: 401,
          code: 'not-signed-in',
        });
      }
    }
  });

  it('says which methods there are', async () => {
    for (const path of new Set(documentOperations.map(({ path }) => path))) {
      const allowed = documentOperations.filter((each) => each.path === path).map(({ method }) => method);
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((each) => !allowed.includes(each))) {
        const response = await fetch(`${test.origin}/api${path.replace(/\{\w+\}/gu, 'x')}`, { method });
        expect([path, method, response.status]).toEqual([path, method, 405]);
        expect(response.headers.get('allow')?.split(', ').sort()).toEqual(allowed.sort());
        expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
      }
    }
  });
});

it('has noted no fault of its own after all that', () => {
  expect(test.logged.filter((line) => /"msg":"fault"|"level":(?:"error"|50)/u.test(line))).toEqual([]);
});
