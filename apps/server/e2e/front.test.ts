import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stoppedClock } from './support/moved-clock.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost({ RESIT_TRUSTED_PROXIES: 'loopback' });
});
afterAll(() => test.stop());

/** A request as it stands, past everything that a client would mend. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(test.origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('utf8');
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.end(text);
  });
}

const paths = [
  '/',
  '/health',
  '/admin/',
  '/admin/config.json',
  '/api/me',
  '/api/none',
  '/exam/nope',
  '/practice',
  '/oidc/.well-known/openid-configuration',
  '/oidc/auth',
  '/nothing',
];

describe('an address at which there is nothing', () => {
  it.each(['/nothing', '/exam/nope/zzz'])('is answered by a page that says what to do: %s', async (path) => {
    const response = await fetch(`${test.origin}${path}`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    const text = await response.text();
    expect(text).toContain('<h1>There is no such page</h1>');
    expect(text).toContain('Open the link in our mail');
  });

  it('is answered in few words where a file is asked for', async () => {
    const response = await fetch(`${test.origin}/favicon.ico`);
    expect([response.status, await response.text()]).toEqual([404, '404 Not Found']);
  });
});

describe("the institution's colour", () => {
  it('is in the styles that students get, as a shade that can be read', async () => {
    const host = await startTestHost({ RESIT_ACCENT: '#ffd500' });
    try {
      const page = await (await fetch(`${host.origin}/`)).text();
      const path = /href="(\/exam-assets\/[^"]+\.css)"/u.exec(page)?.[1] ?? '';
      const styles = await (await fetch(`${host.origin}${path}`)).text();
      const plain = await (await fetch(`${test.origin}/`)).text();
      expect(plain).not.toContain(path);
      // Yellow cannot be read on white; on the dark page it can.
      expect(styles).toMatch(/^:root\{--accent:#(?!ffd500)[0-9a-f]{6};/mu);
      expect(styles).toMatch(/^@media \(prefers-color-scheme:dark\)\{:root\{--accent:#ffd500;/mu);
    } finally {
      await host.stop();
    }
  });
});

describe('every answer', () => {
  it.each(paths)('of %s carries the usual headers', async (path) => {
    const { headers } = await fetch(`${test.origin}${path}`, { redirect: 'manual' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBeTruthy();
    expect(headers.get('x-request-id')).toMatch(/^[a-z0-9]{20}$/u);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  it('allows scripts from our own files alone', async () => {
    for (const path of ['/', '/admin/', '/practice', '/exam/nope']) {
      const policy = (await fetch(`${test.origin}${path}`)).headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/script-src 'self'(;|$)/u);
    }
  });
});

describe('the host', () => {
  it('refuses requests for other hosts', async () => {
    expect(await raw('GET /admin/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 421 /u,
    );
  });

  it('answers about its health under any name', async () => {
    expect(await raw('GET /health HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 200 /u,
    );
  });

  it('builds the addresses of the issuer from the origin that is set, whatever a proxy says', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const answer = await fetch(`${test.origin}/oidc/.well-known/openid-configuration`, { headers });
    expect(((await answer.json()) as { token_endpoint: string }).token_endpoint).toBe(`${test.origin}/oidc/token`);
  });

  it('answers a request that is none without a stack or a name', async () => {
    const answer = await raw('NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/u);
    expect(answer).not.toMatch(/at |node/u);
  });

  it('answers malformed addresses with a 4xx', async () => {
    for (const path of [
      '/%E0%A4%A',
      '/api/incident/%FF',
      '/exam/%00',
      '/admin/..%2f..%2fpackage.json',
      '//evil.example/x',
    ]) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${new URL(test.origin).host}\r\nConnection: close\r\n\r\n`,
      );
      expect([path, Number(answer.slice(9, 12))]).toEqual([
        path,
        expect.toSatisfy((status: number) => status >= 200 && status < 500),
      ]);
      expect(answer).not.toContain('"workspaces"');
    }
  });

  it('says 405 with what is allowed', async () => {
    const answer = await fetch(`${test.origin}/api/incident`, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('limits', () => {
  it('answer 429 with when to come again, by address and not by the claim of a stranger', async () => {
    const limited = await startTestHost({ RESIT_REQUESTS_PER_MINUTE: '60' }, undefined, { clock: stoppedClock() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        fetch(`${limited.origin}/practice`, { headers: { 'x-forwarded-for': `198.51.100.${index}` } }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    const health = await fetch(`${limited.origin}/health`);
    await limited.stop();
    expect(refused.length).toBe(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('content-type')).toBe('application/problem+json');
    expect(health.status).toBe(200);
  });

  it('count each caller behind a trusted proxy on their own', async () => {
    const limited = await startTestHost({ RESIT_REQUESTS_PER_MINUTE: '60', RESIT_TRUSTED_PROXIES: 'loopback' });
    const ask = async (address: string) =>
      (await fetch(`${limited.origin}/practice`, { headers: { 'x-forwarded-for': address } })).status;
    const [one, two] = await Promise.all(
      ['198.51.100.1', '198.51.100.2'].map(async (address) => {
        const statuses = [];
        for (let index = 0; index < 9; index += 1) statuses.push(await ask(address));
        return statuses;
      }),
    );
    await limited.stop();
    expect([...(one ?? []), ...(two ?? [])].filter((status) => status === 429)).toEqual([]);
  });
});
