import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { beginSignIn, exchange, PASSWORD, signIn } from './support/staff.ts';
import { freePort, startTestHost, type TestHost, until } from './support/test-host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
  await test.administrator();
});
afterAll(() => test.stop());

const faults = () => test.logged.filter((line) => line.includes('"level":"error"'));

/** Posts as many bytes as are taken until there is an answer, and says how it begins. */
function pour(path: string, headers: Record<string, string>, bytes: number): Promise<number> {
  const { hostname, port, host } = new URL(test.origin);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const all = { host, origin: test.origin, ...(isChunked ? {} : { 'content-length': String(bytes) }), ...headers };
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    const part = 'a'.repeat(64 * 1024);
    const chunk = isChunked ? `10000\r\n${part}\r\n` : part;
    let sent = 0;
    let answer = '';
    const finish = () => {
      socket.destroy();
      resolve(Number(answer.slice(9, 12)));
    };
    const more = () => {
      while (sent < bytes && !socket.destroyed) {
        sent += part.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('data', (data) => {
      answer += data.toString('utf8');
      finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
    socket.on('drain', more);
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    more();
  });
}

it('answers on, on the connection on which a body was refused unread', async () => {
  const { hostname, port, host } = new URL(test.origin);
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  let answers = '';
  socket.on('data', (data) => {
    answers += data.toString('utf8');
  });
  const body = 'a'.repeat(600_000);
  for (const path of ['/api/incident', '/exam/none/code'])
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${test.origin}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  const statuses = () => [...answers.matchAll(/HTTP\/1\.1 (\d+)/gu)].map(([, status]) => status);
  await until('both answers', async () => statuses().length === 2);
  socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  expect(statuses()).toEqual(['401', '413', '200']);
});

it('answers 413 to a body of no stated length that has no end', async () => {
  const headers = { 'transfer-encoding': 'chunked', 'content-type': 'application/json' };
  expect(await pour('/api/exam', headers, 4 * 1024 * 1024)).toBe(413);
});

describe('a stranger', () => {
  it.each(['__proto__=1', 'constructor=1&constructor=2', 'toString=x'])(
    'makes no fault of ours with the parameter %s',
    async (query) => {
      const before = faults().length;
      expect((await fetch(`${test.origin}/api/me?${query}`)).status).toBe(401);
      expect(faults().length).toBe(before);
    },
  );

  it('cannot have a sign-in form read without an end', async () => {
    const browser = new Browser(test.origin);
    const { page } = await beginSignIn(browser);
    const action = /action="([^"]*)"/u.exec(page.text)?.[1] ?? '';
    const answer = await browser.post(action, { username: 'a'.repeat(200_000), password: 'x' });
    expect([answer.status, answer.text.length < 10_000]).toEqual([413, true]);
  });

  it('has no body read before it is known who calls', async () => {
    const type = { 'content-type': 'application/json' };
    expect(await pour('/api/incident', type, 9 * 1024 * 1024)).toBe(401);
  });

  it('has no more of an exam read than one can hold', async () => {
    const type = { 'content-type': 'application/json' };
    expect(await pour('/api/exam', type, 1024 * 1024)).toBe(413);
  });

  it('is told that a resource is none of ours, without a fault', async () => {
    const before = faults().length;
    const { page } = await beginSignIn(new Browser(test.origin), { resource: 'https://evil.example/api' });
    expect(new URL(page.url).searchParams.get('error')).toBe('invalid_target');
    const token = await fetch(`${test.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('nobody:nothing').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'https://evil.example/api' }),
    });
    expect(token.status).toBe(401);
    expect(faults().length).toBe(before);
  });

  it('finds no part of the protocol that nobody uses', async () => {
    const answer = await fetch(`${test.origin}/oidc/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'none'],
    });
    for (const path of ['/request', '/me', '/reg', '/device/auth', '/token/introspection', '/token/revocation'])
      expect((await fetch(`${test.origin}/oidc${path}`, { method: 'POST' })).status).toBe(404);
  });

  it('who signs out without having signed in comes to the end of it', async () => {
    const answer = await fetch(`${test.origin}/oidc/session/end`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/]+='/u);
    expect(policy).toContain("form-action 'self'");
  });
});

it('lets no other account of the machine read what it writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resit-attacks-'));
  const main = join(import.meta.dirname, '../src/main.ts');
  execFileSync(process.execPath, ['--conditions=source', main, 'cli', 'backup', folder], {
    env: { ...process.env, RESIT_DATA: test.dataFolder, PORT: new URL(test.origin).port },
    cwd: tmpdir(),
  });
  const modes = readdirSync(folder)
    .filter((name) => name.endsWith('.db') || name.endsWith('.json'))
    .map((name) => [name, statSync(join(folder, name)).mode & 0o077]);
  rmSync(folder, { recursive: true });
  expect(modes.length).toBeGreaterThanOrEqual(4);
  expect(modes).toEqual(modes.map(([name]) => [name, 0]));
});

describe('on an https origin', () => {
  let far: TestHost;
  let port = '';
  beforeAll(async () => {
    port = String(await freePort());
    far = await startTestHost({ RESIT_ORIGIN: 'https://resit.example.edu', RESIT_HOST: '127.0.0.1', PORT: port });
  });
  afterAll(() => far.stop());

  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number | undefined; cookies: string[]; transport: unknown }>((resolve, reject) => {
      const all = { host: 'resit.example.edu', ...headers };
      const asked = request({ host: '127.0.0.1', port, method, path, headers: all }, (answer) => {
        const { 'set-cookie': cookies = [], 'strict-transport-security': transport } = answer.headers;
        answer.resume().on('end', () => resolve({ status: answer.statusCode, cookies, transport }));
      });
      asked.on('error', reject).end();
    });

  it('sets cookies that are secure, out of reach of scripts and of neighbours, whatever a caller says of the way', async () => {
    const headers = { origin: 'https://resit.example.edu', 'x-forwarded-proto': 'http' };
    const { cookies: student, transport } = await ask('POST', '/exam/none/code', headers);
    const { cookies: session } = await ask('GET', '/oidc/session/end', headers);
    const query = `client_id=resit-admin&response_type=code&scope=openid&code_challenge_method=S256&code_challenge=${'a'.repeat(43)}`;
    const { cookies: interaction } = await ask('GET', `/oidc/auth?${query}`, headers);
    expect([student.length, session.length, interaction.length]).toEqual([1, 2, 4]);
    for (const cookie of [...student, ...session]) expect(cookie).toMatch(/^__Host-[^;]*;.*path=\/(;|$)/iu);
    for (const cookie of [...student, ...session, ...interaction]) {
      expect(cookie).toMatch(/; secure(;|$)/iu);
      expect(cookie).toMatch(/; httponly(;|$)/iu);
      expect(cookie).toMatch(/; samesite=(lax|strict)(;|$)/iu);
      expect(cookie).not.toMatch(/domain=/iu);
    }
    expect(transport).toMatch(/max-age=\d{8}/u);
  });

  it.each(['http://resit.example.edu', 'https://resit.example.edu.evil', 'https://resit.example.edu:444', 'null'])(
    'takes no write from %s',
    async (origin) => {
      for (const path of ['/exam/none/code', '/exam/none/session', '/exam/none/leave', '/practice/x/1', '/api/exam'])
        expect([path, (await ask('POST', path, { origin })).status]).toEqual([path, 403]);
      for (const path of ['/exam/none/code', '/api/exam', '/oidc/interaction/x/sign-in'])
        expect([path, (await ask('POST', path)).status]).toEqual([path, 403]);
    },
  );
});

describe('somebody of the office', () => {
  it('cannot call the API with an ID token', async () => {
    const browser = new Browser(test.origin);
    const { page, verifier } = await beginSignIn(browser);
    const done = await browser.submit(page, { username: 'admin', password: PASSWORD }, '/sign-in');
    const { body } = await exchange(browser, done, verifier);
    const me = async (token = '') =>
      (await fetch(`${test.origin}/api/me`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await me(body.access_token), await me(body.id_token)]).toEqual([200, 401]);
    expect(body.refresh_token).toBeUndefined();
  });

  it('is told of so many wrong fields and no more', async () => {
    const admin = await test.administrator();
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`field${at}`, at]));
    for (const path of ['/incident', '/staff', '/incident/none/notes']) {
      const { status, body } = await admin.call<{ errors: unknown[] }>('POST', path, many);
      expect([path, status, body.errors.length <= 100]).toEqual([path, 400, true]);
    }
  });

  it('is out as soon as their password is reset, and whoever shared their session stays out', async () => {
    const admin = await test.administrator();
    const made = await admin.call<{ staff: { id: string }; oneTimePassword: string }>('POST', '/staff', {
      username: 'olga',
      name: 'Olga',
      email: 'olga@example.edu',
      roles: ['officer'],
    });
    const thief = await signIn(test.origin, 'olga', made.body.oneTimePassword);
    expect((await thief.call('GET', '/me')).status).toBe(200);
    const reset = await admin.call<{ oneTimePassword: string }>(
      'POST',
      `/staff/${made.body.staff.id}/one-time-password`,
    );
    expect((await thief.call('GET', '/me')).status).toBe(401);
    const renewed = async () => {
      const { page, verifier } = await beginSignIn(thief.browser, { prompt: 'none' });
      return (await exchange(thief.browser, page, verifier)).body.access_token;
    };
    expect(await renewed()).toBeUndefined();

    // Tokens tell their time in seconds: the choice has to fall into a later one than the theft.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const owner = await signIn(test.origin, 'olga', reset.body.oneTimePassword);
    expect((await owner.call('GET', '/me')).status).toBe(200);
    expect((await thief.call('GET', '/me')).status).toBe(401);
    expect(await renewed()).toBeUndefined();
    const again = await signIn(test.origin, 'olga', PASSWORD);
    expect((await again.call('GET', '/me')).status).toBe(200);
  });
});
