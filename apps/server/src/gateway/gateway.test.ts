import { readFileSync } from 'node:fs';
import { createAuthorizer } from '@resit/functions/authorizer';
import { rolesIn } from '@resit/integrity/access/caller';
import { parseReport } from '@resit/integrity/incident/report';
import { describe, expect, it } from 'vitest';
import { readDocument } from './document.ts';
import { createGateway } from './gateway.ts';
import { type GatewayRequest, RequestTooLarge } from './received-request.ts';
import type { ServiceAnswer } from './service-integration.ts';

const document = readDocument(readFileSync(new URL('../../../../workflow/openapi.yaml', import.meta.url), 'utf8'));
const stateMachineArn = 'arn:aws:states:local:000000000000:stateMachine:plagiarism-incident';

interface Call {
  service?: { action: string; body: string };
  event?: Record<string, unknown>;
}

function start(given: { name?: string; service?: ServiceAnswer; proxy?: unknown } = {}) {
  const calls: Call[] = [];
  const faults: unknown[] = [];
  const proxy = async (event: Record<string, unknown>) => {
    calls.push({ event });
    return given.proxy ?? { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' };
  };
  const functionNames = document.operations.flatMap(({ integration }) =>
    integration.type === 'aws_proxy' ? [integration.functionName] : [],
  );
  const gateway = createGateway({
    document,
    basePath: '/api',
    authorizer: createAuthorizer({
      verify: async (token) =>
        token === 'none'
          ? undefined
          : { sub: 'u1', name: given.name ?? 'Olive', roles: token === 'guest' ? [] : [token] },
      ids: { random: () => '0123456789abcdefghjkmnpqrs' },
    }),
    functions: Object.fromEntries(functionNames.map((name) => [name, proxy])),
    services: {
      states: async (action, body) => {
        calls.push({ service: { action, body } });
        const answer = { executionArn: 'arn:execution', startDate: 1_800_000_000.5 };
        return given.service ?? { status: 200, headers: {}, body: JSON.stringify(answer) };
      },
    },
    stageVariables: { stateMachineArn },
    bodyChecks: { reportIncident: (body, { roles }) => parseReport(body, rolesIn(roles)) },
    clock: { nowMs: () => 0 },
    onFault: (error) => faults.push(error),
  });
  const ask = async (
    method: string,
    path: string,
    { token = 'officer', body = undefined as unknown, headers = {} } = {},
  ) => {
    const sent = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
    const request: GatewayRequest = {
      method,
      url: path,
      header: Object.fromEntries(
        new Headers({
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        }),
      ),
      read: async (bytesMax) => {
        if (sent.byteLength > bytesMax) throw new RequestTooLarge('The body is too large.');
        return sent;
      },
    };
    const { answer } = await gateway.handle(request, { address: '192.0.2.1', requestId: 'r1' });
    const text = answer.body.toString();
    return {
      status: answer.status,
      headers: new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
      json: text === '' ? undefined : JSON.parse(text),
    };
  };
  return { ask, calls, faults };
}

const report = (name: string) => ({
  student: { studentNumber: 's1', name: name.replace('\n', ' '), email: 'a@student.example.edu' },
  work: { title: `Essay by ${name.replace('\n', ' ')}`, unit: 'HIST1001' },
  finding: { reference: 'F/1', foundOn: '2026-11-02' },
  description: `Three paragraphs\nfrom elsewhere, by ${name}.`,
});

describe('reporting an incident', () => {
  it.each(["O'Brien", '"quoted"', 'back\\slash', 'new\nline', 'emoji 🙂', '李'])(
    'starts an execution whose input holds %j unharmed, from the body and from the caller',
    async (name) => {
      const { ask, calls } = start({ name });
      const answer = await ask('POST', '/api/incident', { body: report(name) });
      expect(answer.status).toBe(202);
      const sent = JSON.parse(calls[0]?.service?.body ?? '') as Record<string, string>;
      expect(calls[0]?.service?.action).toBe('StartExecution');
      expect(sent).toMatchObject({ stateMachineArn, name: '0123456789abcdefghjkmnpqrs' });
      expect(JSON.parse(sent.input ?? '')).toEqual({
        incidentId: '0123456789abcdefghjkmnpqrs',
        reportedBy: { sub: 'u1', name, roles: 'officer' },
        report: report(name),
      });
      expect(answer.headers.get('location')).toBe('/api/incident/0123456789abcdefghjkmnpqrs');
      expect(answer.json).toMatchObject({ incidentId: '0123456789abcdefghjkmnpqrs', executionArn: 'arn:execution' });
    },
  );

  it('refuses what the schema cannot see, by the role of the caller, and starts nothing', async () => {
    const { ask, calls } = start();
    const { finding: _finding, ...withoutFinding } = report('A');
    const work = '/work';
    const wrong = [
      ['officer', withoutFinding, '/finding'],
      ['lecturer', report('A'), '/finding'],
      ['lecturer', { ...withoutFinding, handling: 'straight-to-decision' }, '/handling'],
      ['officer', { ...report('A'), work: { ...report('A').work, submittedOn: '2026-02-30' } }, `${work}/submittedOn`],
    ] as const;
    for (const [token, body, pointer] of wrong) {
      const answer = await ask('POST', '/api/incident', { token, body });
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid-input', errors: [{ pointer }] } });
    }
    expect(calls).toEqual([]);
    expect(await ask('POST', '/api/incident', { token: 'lecturer', body: withoutFinding })).toMatchObject({
      status: 202,
    });
  });

  it('names the same execution for the same key of the same caller', async () => {
    const { ask, calls } = start();
    for (const key of ['k1', 'k1', 'k2'])
      await ask('POST', '/api/incident', { body: report('A'), headers: { 'idempotency-key': key } });
    const names = calls.map(({ service }) => (JSON.parse(service?.body ?? '{}') as { name: string }).name);
    expect([names[0] === names[1], names[0] === names[2]]).toEqual([true, false]);
  });

  it('answers 409 with the incident when it was reported before', async () => {
    const body = JSON.stringify({ __type: 'com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists', message: 'x' });
    const { ask } = start({ service: { status: 400, headers: {}, body } });
    const answer = await ask('POST', '/api/incident', { body: report('A') });
    expect(answer).toMatchObject({
      status: 409,
      json: { status: 409, code: 'already-reported', incidentId: '0123456789abcdefghjkmnpqrs' },
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['lecturer', report('A')],
    ['officer', { ...report('A'), finding: undefined }],
  ])('sends no input for a report of a %s that does not go with the role', async (token, body) => {
    const { ask, calls } = start();
    await ask('POST', '/api/incident', { token, body });
    const { input } = JSON.parse(calls[0]?.service?.body ?? '{}') as { input: string };
    expect(() => JSON.parse(input)).toThrow(SyntaxError);
  });

  it('answers 503 when the engine fails', async () => {
    const { ask } = start({ service: { status: 500, headers: {}, body: '{"__type":"InternalFailure"}' } });
    expect(await ask('POST', '/api/incident', { body: report('A') })).toMatchObject({
      status: 503,
      json: { code: 'unavailable' },
    });
  });

  it('names every wrong field and starts nothing', async () => {
    const { ask, calls } = start();
    const body = { ...report('A'), student: { name: '', email: 'nowhere', extra: 1 }, description: undefined };
    const answer = await ask('POST', '/api/incident', { body });
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid-input' } });
    expect((answer.json.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/description',
      '/student/email',
      '/student/extra',
      '/student/name',
      '/student/studentNumber',
    ]);
    expect(calls).toEqual([]);
  });

  it.each([
    ['no body', undefined, 400],
    ['a body that is not JSON', '{"student":', 400],
    ['a body that is a list', '[]', 400],
  ])('refuses %s', async (_what, body, status) => {
    expect((await start().ask('POST', '/api/incident', { body })).status).toBe(status);
  });

  it('refuses a body of another type', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(await start().ask('POST', '/api/incident', { body: 'x', headers })).toMatchObject({
      status: 415,
      json: { code: 'unsupported-media-type' },
    });
  });

  it('refuses a body that is too large', async () => {
    const body = JSON.stringify({ ...report('A'), description: 'x'.repeat(11 * 1024 * 1024) });
    expect(await start().ask('POST', '/api/incident', { body })).toMatchObject({
      status: 413,
      json: { code: 'too-large' },
    });
  });
});

describe('the gateway', () => {
  it('answers 404 as a problem where the document has nothing', async () => {
    expect(await start().ask('GET', '/api/nothing')).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  it('answers 405 with what is allowed', async () => {
    const answer = await start().ask('DELETE', '/api/incident');
    expect(answer).toMatchObject({ status: 405, json: { code: 'method-not-allowed' } });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  it('answers 401 without a valid token and 403 without a role', async () => {
    const { ask, calls } = start();
    const unsigned = await ask('GET', '/api/incident', { token: 'none' });
    expect(unsigned).toMatchObject({ status: 401, json: { code: 'not-signed-in' } });
    expect(unsigned.headers.get('www-authenticate')).toBe('Bearer');
    expect(await ask('GET', '/api/incident', { token: 'guest' })).toMatchObject({ status: 403 });
    expect(calls).toEqual([]);
  });

  it('asks for a sign-in before it looks at what was sent', async () => {
    expect((await start().ask('POST', '/api/incident', { token: 'none', body: '{' })).status).toBe(401);
  });

  it('hands the function an event of a proxy integration', async () => {
    const { ask, calls } = start();
    await ask('GET', '/api/incident/a%20b?x=1&x=2', { headers: { 'X-Test': 'yes' } });
    expect(calls[0]?.event).toMatchObject({
      resource: '/incident/{incidentId}',
      path: '/incident/a%20b',
      httpMethod: 'GET',
      pathParameters: { incidentId: 'a b' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      headers: { 'x-test': 'yes' },
      requestContext: {
        requestId: 'r1',
        authorizer: { sub: 'u1', roles: 'officer' },
        identity: { sourceIp: '192.0.2.1' },
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it('names a wrong query parameter', async () => {
    const answer = await start().ask('GET', '/api/incident?limit=many&sort=size');
    expect(answer.status).toBe(400);
    expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['?sort', '?limit']);
  });

  it('answers a fault of a function as a problem, and tells the log', async () => {
    const { ask, faults } = start({ proxy: 'nonsense' });
    expect(await ask('GET', '/api/me')).toMatchObject({ status: 503 });
    expect(faults).toHaveLength(1);
  });
});
