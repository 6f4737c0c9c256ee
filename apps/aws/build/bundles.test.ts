import { createSocket, type Socket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readShippedFrom } from '@resit/functions/hosting/shipped';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bundled, bundle } from './bundle.ts';
import { exampleEnvironment } from './example-environment.ts';
import { builtFunctions } from './functions.ts';

const BYTES_MAX = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'resit-bundles-'));
const functions = builtFunctions(new URL('..', import.meta.url).pathname);
const shipped = readShippedFrom(new URL('../../../workflow', import.meta.url).pathname);
let bundles: Map<string, Bundled>;
let server: Server;
/** In the place of X-Ray's daemon. */
let daemon: Socket;
const datagrams: string[] = [];
/** What functions asked AWS for, by action. */
const asked: string[] = [];

/** Answers as AWS does where there is a secret and an empty table. */
const answers: Readonly<Record<string, unknown>> = {
  'secretsmanager.GetSecretValue': { SecretString: 'secret' },
  'DynamoDB_20120810.GetItem': {},
  'DynamoDB_20120810.BatchGetItem': { Responses: {} },
  'DynamoDB_20120810.Query': { Items: [], Count: 0 },
  'DynamoDB_20120810.TransactWriteItems': {},
  'DynamoDB_20120810.PutItem': {},
};

beforeAll(async () => {
  const assetsFolder = join(folder, 'assets');
  mkdirSync(assetsFolder);
  for (const name of ['exam.css', 'exam.js']) writeFileSync(join(assetsFolder, name), '/* built elsewhere */');
  bundles = await bundle({
    functions,
    outFolder: join(folder, 'functions'),
    mapsFolder: join(folder, 'maps'),
    shipped,
    assetsFolder,
  });
  server = createServer((request, response) => {
    const action = String(request.headers['x-amz-target']);
    asked.push(action);
    request.resume().on('end', () => {
      response.writeHead(action in answers ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(answers[action] ?? { __type: 'UnknownOperationException' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  daemon = createSocket('udp4', (datagram) => datagrams.push(datagram.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  const environment = {
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...exampleEnvironment,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
  daemon.close();
  rmSync(folder, { recursive: true, force: true });
});

type Handler = (event: unknown, context: object) => Promise<unknown>;
function load(logicalId: string): Handler {
  const root = join(folder, 'functions', logicalId);
  vi.stubEnv('LAMBDA_TASK_ROOT', root);
  return (createRequire(import.meta.url)(join(root, 'index.cjs')) as { handler: Handler }).handler;
}
const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 };

describe('bundles', () => {
  // The pages carry what they are made with.
  it.each(functions.map(({ logicalId }) => logicalId).filter((logicalId) => logicalId !== 'PagesFunction'))(
    'of %s is under 1 MiB',
    (logicalId) => {
      expect(bundles.get(logicalId)?.bytes).toBeLessThan(BYTES_MAX);
    },
  );

  it.each(functions.map(({ logicalId }) => logicalId))(
    'of %s loads, and has the handler that the template names',
    (logicalId) => {
      expect(load(logicalId)).toBeTypeOf('function');
    },
  );
});

describe('libraries', () => {
  it.each([
    ['csv-parse', ['ImportFunction']],
    ['@aws-sdk/client-s3', ['EvidenceFunction']],
    ['@aws-sdk/client-sesv2', ['DrainMailFunction']],
    ['hono', ['PagesFunction']],
  ])('%s is in the function that needs it, and in no other', (library, holders) => {
    const found = [...bundles].filter(([, { packages }]) => packages.has(library));
    expect(found.map(([logicalId]) => logicalId)).toEqual(holders);
  });
});

describe('the functions of the API', () => {
  const call = async (logicalId: string, at: string): Promise<{ statusCode: number; body: string }> => {
    const [httpMethod, resource] = at.split(' ');
    const event = {
      resource,
      path: resource,
      httpMethod,
      headers: {},
      queryStringParameters: null,
      pathParameters: { incidentId: '7k3m9qxd2t0123456789abcdef', evidenceId: 'one' },
      requestContext: { requestId: 'request', authorizer: { sub: 'o1', name: 'Olga Officer', roles: 'officer' } },
      body: null,
      isBase64Encoded: false,
    };
    return (await load(logicalId)(event, context)) as { statusCode: number; body: string };
  };
  const own = [
    ['ApiFunction', 'GET /me', 200],
    ['ImportFunction', 'GET /import', 200],
    ['EvidenceFunction', 'GET /incident/{incidentId}/evidence/{evidenceId}', 404],
  ] as const;

  it.each(own)('%s answers %s and no operation of the others', async (logicalId, at, status) => {
    const answer = await call(logicalId, at);
    expect([answer.statusCode, answer.body]).toEqual([status, expect.not.stringContaining('operation')]);
    for (const [, other] of own.filter(([, each]) => each !== at)) {
      const refused = await call(logicalId, other);
      expect([refused.statusCode, refused.body]).toEqual([404, expect.stringContaining('operation')]);
    }
  });
});

describe('exam pages behind API Gateway', () => {
  const page = (method: string, path: string, headers: Record<string, string> = {}, body: string | null = null) => ({
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      requestId: 'request',
      domainName: 'abc.execute-api.us-east-1.amazonaws.com',
      identity: { sourceIp: '198.51.100.1' },
    },
    body,
    isBase64Encoded: false,
  });
  type Result = { statusCode: number; multiValueHeaders?: Record<string, string[]>; body: string };
  const exam = '/exam/7k3m9qxd2t0123456789abcdef';

  it('answer a page for an exam that is not there as for one that is, with its own policies', async () => {
    const answer = (await load('PagesFunction')(page('GET', exam), context)) as Result;
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<!doctype html>');
    expect(answer.multiValueHeaders?.['content-security-policy']?.[0]).toContain("default-src 'none'");
    expect(answer.multiValueHeaders?.['cache-control']).toEqual(['no-store']);
  });

  it('show the two doors at the front', async () => {
    const answer = (await load('PagesFunction')(page('GET', '/'), context)) as Result;
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('href="/admin/"');
    expect(answer.body).toContain('href="/practice"');
  });

  it('set the cookie of the browser so that only this host gets it, over TLS', async () => {
    const headers = {
      Origin: 'https://resit.example.edu',
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Forwarded-For': '203.0.113.9, 198.51.100.1',
      'x-resit-edge': 'secret',
    };
    const answer = (await load('PagesFunction')(page('POST', `${exam}/code`, headers, ''), context)) as Result;
    const cookies = answer.multiValueHeaders?.['set-cookie'] ?? [];
    expect(cookies.filter((cookie) => cookie.startsWith('__Host-resit-browser='))).toHaveLength(1);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Secure/i);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).not.toMatch(/; Domain/i);
    }
  });

  it('refuse forms of other sites, though the host is API Gateway’s own', async () => {
    const headers = {
      Origin: 'https://abc.execute-api.us-east-1.amazonaws.com',
      'Content-Type': 'application/x-www-form-urlencoded',
    };
    const answer = (await load('PagesFunction')(page('POST', `${exam}/code`, headers, ''), context)) as Result;
    expect(answer.statusCode).toBe(403);
  });
});

describe('steps of the workflow', () => {
  it('fail by the name that the definition knows', async () => {
    await expect(
      load('ScheduleExamFunction')({ incidentId: '7k3m9qxd2t0123456789abcdef' }, context),
    ).rejects.toMatchObject({
      name: 'IncidentUnknown',
    });
    await expect(load('ScheduleExamFunction')({}, context)).rejects.toMatchObject({ name: 'InvalidEvent' });
  });
});

/** A submission of what is saved, as the gateway hands it over. */
const submission = (cookie: string) => ({
  resource: '/exam',
  path: '/exam',
  httpMethod: 'POST',
  headers: { cookie, origin: 'https://resit.example.edu' },
  requestContext: { requestId: 'request' },
  body: null,
  isBase64Encoded: false,
});

describe('what X-Ray is told', () => {
  it('is each call that Lambda follows, with what it asked of the table, and nothing of the others', async () => {
    const submit = load('SubmitExamFunction');
    const event = submission('__Host-resit-exam=a1b2c3');
    const root = `1-${Math.floor(Date.now() / 1000).toString(16)}-5a5a5a5a5a5a5a5a5a5a5a5a`;
    const parent = '53995c3f42cd8ad8';
    const called = async (sampled: 0 | 1) => {
      vi.stubEnv('_X_AMZN_TRACE_ID', `Root=${root};Parent=${parent};Sampled=${sampled}`);
      await submit(event, context);
      vi.stubEnv('_X_AMZN_TRACE_ID', undefined);
    };
    await called(0);
    await called(1);
    await expect.poll(() => datagrams.length).toBeGreaterThanOrEqual(2);
    const documents = datagrams.map((text) => JSON.parse(text.slice(text.indexOf('\n'))) as Record<string, unknown>);
    expect(documents.every((one) => one.trace_id === root && one.type === 'subsegment')).toBe(true);
    const [call] = documents.filter((one) => one.parent_id === parent);
    expect(documents.filter((one) => one.name === 'DynamoDB').map((one) => one.parent_id)).toContain(call?.id);
    expect(datagrams.join()).not.toContain('a1b2c3');
  });
});

describe('the submission of an exam', () => {
  it('knows its session by the cookie that came through the gateway', async () => {
    asked.length = 0;
    const event = submission('other=1; __Host-resit-exam=a1b2c3');
    const answer = (await load('SubmitExamFunction')(event, context)) as { statusCode: number };
    expect(answer.statusCode).toBe(401);
    expect(asked).toContain('DynamoDB_20120810.GetItem');
  });
});

describe('what is due', () => {
  it.each(['DrainCallbacksFunction', 'DrainMailFunction', 'SweepFunction', 'DrainImportsFunction'])(
    '%s ends well with nothing to do',
    async (logicalId) => {
      await expect(load(logicalId)({ Records: [] }, context)).resolves.toBeUndefined();
    },
  );
});
