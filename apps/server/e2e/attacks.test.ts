import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { beginSignIn, exchange, PASSWORD, signIn } from './support/staff.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
  await test.administrator();
}, 60_000);
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
  await new Promise((resolve) => setTimeout(resolve, 900));
  socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/gu)].map(([, status]) => status)).toEqual(['401', '413', '200']);
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

describe('somebody of the office', () => {
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
