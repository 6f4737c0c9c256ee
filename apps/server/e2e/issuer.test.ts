import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { stoppedClock } from './support/moved-clock.ts';
import { beginSignIn, exchange, PASSWORD, signIn } from './support/staff.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
  await test.administrator();
});
afterAll(() => test.stop());

const open = async (extra: Record<string, string> = {}) => {
  const browser = new Browser(test.origin);
  return { browser, ...(await beginSignIn(browser, extra)) };
};

describe('signing in', () => {
  it('shows a page of ours that loads nothing from elsewhere and no script', async () => {
    const { page } = await open();
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Staff sign in</h1>');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/u);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toContain('<script');
    const icon = /<link rel="icon"[^>]* href="([^"]+)"/u.exec(page.text)?.[1] ?? '';
    const drawn = await fetch(new URL(icon, test.origin));
    expect([drawn.status, drawn.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(page.headers.get('content-security-policy')).toMatch(/img-src 'self'(;|$)/u);
  });

  it('answers alike to a wrong password and an unknown name', async () => {
    const words = await Promise.all(
      ['admin', 'nobody'].map(async (username) => {
        const { browser, page } = await open();
        const answer = await browser.submit(page, { username, password: 'wrong' }, '/sign-in');
        return [
          answer.status,
          answer.text.replaceAll(`value="${username}"`, 'NAME').replaceAll(/interaction\/[\w-]+/gu, 'UID'),
        ];
      }),
    );
    expect(words[0]).toEqual(words[1]);
    expect(words[0]?.[0]).toBe(401);
  });

  it('refuses a form that another site sends', async () => {
    const { browser, page } = await open();
    const action = /action="([^"]*)"/u.exec(page.text)?.[1] ?? '';
    const fields = { username: 'admin', password: PASSWORD };
    expect((await browser.post(action, fields, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('refuses a form without the cookie of its interaction', async () => {
    const { page } = await open();
    const action = /action="([^"]*)"/u.exec(page.text)?.[1] ?? '';
    const stranger = new Browser(test.origin);
    const answer = await stranger.post(action, { username: 'admin', password: PASSWORD });
    expect([answer.status, answer.text.includes('Sign in again')]).toEqual([400, true]);
  });

  it('writes names into the page as text', async () => {
    const { browser, page } = await open();
    const username = `"><script>alert(1)</script>李`;
    const answer = await browser.submit(page, { username, password: 'x' }, '/sign-in');
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).toContain('李');
  });

  it('wants PKCE, our redirect address and our client', async () => {
    const refused = await Promise.all(
      [{ code_challenge: '' }, { redirect_uri: 'https://evil.example/' }, { client_id: 'other' }].map(async (extra) => {
        const { page } = await open(extra);
        return page.url.includes('error=') || page.status >= 400;
      }),
    );
    expect(refused).toEqual([true, true, true]);
  });

  it('gives no token for a code with another verifier, nor for a code twice', async () => {
    const { browser, page, verifier } = await open();
    const done = await browser.submit(page, { username: 'admin', password: PASSWORD }, '/sign-in');
    expect((await exchange(browser, done, `${verifier}x`)).status).toBe(400);
    const again = await open();
    const back = await again.browser.submit(again.page, { username: 'admin', password: PASSWORD }, '/sign-in');
    expect((await exchange(again.browser, back, again.verifier)).status).toBe(200);
    expect((await exchange(again.browser, back, again.verifier)).status).toBe(400);
  });

  it('gives a token with name and roles, for the API alone, that ends in ten minutes', async () => {
    const staff = await signIn(test.origin, 'admin', PASSWORD);
    const payload = JSON.parse(Buffer.from(staff.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(payload).toMatchObject({
      iss: `${test.origin}/oidc`,
      aud: `${test.origin}/api`,
      name: 'Administrator',
      roles: ['administrator'],
    });
    expect(payload.exp - payload.iat).toBe(600);
  });
});

describe('a session', () => {
  it('renews a token without a page, until it is ended', async () => {
    const staff = await signIn(test.origin, 'admin', PASSWORD);
    const silent = await beginSignIn(staff.browser, { prompt: 'none' });
    const { status, body } = await exchange(staff.browser, silent.page, silent.verifier);
    expect([status, typeof body.access_token]).toEqual([200, 'string']);

    const page = await staff.browser.get(
      `/oidc/session/end?client_id=resit-admin&post_logout_redirect_uri=${test.origin}/admin/signed-out`,
    );
    expect(page.text).toContain('Do you want to sign out');
    await staff.browser.submit(page, { logout: 'yes' }, '/session/end');
    const after = await beginSignIn(staff.browser, { prompt: 'none' });
    expect(new URL(after.page.url).searchParams.get('error')).toBe('login_required');
  });

  it('is asked for by whoever has none', async () => {
    const { page } = await open({ prompt: 'none' });
    expect(new URL(page.url).searchParams.get('error')).toBe('login_required');
  });
});

describe('the API', () => {
  it.each([
    ['nothing', {}],
    ['no bearer token', { authorization: 'Basic YTpi' }],
    ['a token that is none', { authorization: 'Bearer nonsense' }],
    [
      'an unsigned token',
      { authorization: `Bearer ${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.e30.` },
    ],
  ])('answers 401 to %s', async (_what, headers) => {
    expect((await fetch(`${test.origin}/api/me`, { headers })).status).toBe(401);
  });

  it('answers 401 to a token whose payload was changed', async () => {
    const { token } = await test.administrator();
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: 'x', roles: ['administrator'] })).toString('base64url');
    const headers = { authorization: `Bearer ${head}.${forged}.${signature}` };
    expect((await fetch(`${test.origin}/api/me`, { headers })).status).toBe(401);
  });
});

it('lets its owner in from their own browser while a stranger keeps an account waiting', async () => {
  const guarded = await startTestHost();
  const owner = (await guarded.administrator()).browser;
  const tryIn = async (browser: Browser, password: string) => {
    const { page, verifier } = await beginSignIn(browser, { prompt: 'login' });
    const answer = await browser.submit(page, { username: 'admin', password }, '/sign-in');
    return answer.status === 429 ? 429 : (await exchange(browser, answer, verifier)).status;
  };
  for (let tries = 0; tries < 5; tries += 1) await tryIn(new Browser(guarded.origin), 'wrong');
  const answers = [await tryIn(new Browser(guarded.origin), PASSWORD), await tryIn(owner, PASSWORD)];
  await guarded.stop();
  expect(answers).toEqual([429, 200]);
});

describe('somebody who tries many names from one address', () => {
  it('is told to wait, whether the names are ours or not, while others come in', async () => {
    const guarded = await startTestHost({ RESIT_TRUSTED_PROXIES: 'loopback' }, undefined, {
      clock: stoppedClock(),
    });
    const tryFrom = async (address: string, username: string): Promise<number> => {
      const browser = new Browser(guarded.origin);
      const { page } = await beginSignIn(browser);
      const action = /action="([^"]*)"/u.exec(page.text)?.[1] ?? '';
      return (await browser.post(action, { username, password: 'wrong' }, { 'x-forwarded-for': address })).status;
    };
    const statuses: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const names = Array.from({ length: 10 }, (_, name) => `name-${10 * round + name}`);
      statuses.push(...(await Promise.all(names.map((name) => tryFrom('203.0.113.9', name)))));
    }
    const other = await tryFrom('198.51.100.7', 'name-1');
    await guarded.stop();
    expect(statuses.slice(0, 60)).toEqual(statuses.slice(0, 60).fill(401));
    expect(statuses.slice(60)).toEqual(statuses.slice(60).fill(429));
    expect(other).toBe(401);
  });

  it('begins no more sign-ins than a campus needs', async () => {
    const guarded = await startTestHost({ RESIT_TRUSTED_PROXIES: 'loopback' }, undefined, {
      clock: stoppedClock(),
    });
    const begin = async (address: string) => {
      const answer = await fetch(`${guarded.origin}/oidc/auth?client_id=resit-admin`, {
        headers: { 'x-forwarded-for': address },
        redirect: 'manual',
      });
      await answer.text();
      return answer;
    };
    const refused: Response[] = [];
    for (let round = 0; round < 61; round += 1) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => begin('203.0.113.9')));
      refused.push(...answers.filter(({ status }) => status === 429));
    }
    const other = await begin('198.51.100.7');
    await guarded.stop();
    expect(refused.length).toBe(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(other.status).not.toBe(429);
  });
});

it('logs neither passwords nor names nor tokens', async () => {
  const staff = await signIn(test.origin, 'admin', PASSWORD);
  await staff.call('GET', '/me');
  const log = test.logged.join('');
  expect(log).toContain('signed in');
  expect([log.includes(PASSWORD), log.includes('"Administrator"'), log.includes(staff.token)]).toEqual([
    false,
    false,
    false,
  ]);
});
