import { createHash, randomBytes } from 'node:crypto';
import { Browser, type Page } from './browser.ts';

/** Somebody of the office who calls the API with an access token, as the Admin site does. */
export class Staff {
  readonly origin: string;
  readonly token: string;
  readonly browser: Browser;

  constructor(origin: string, token: string, browser: Browser) {
    this.origin = origin;
    this.token = token;
    this.browser = browser;
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; body: T }> {
    const response = await fetch(`${this.origin}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
    };
  }
}

export const PASSWORD = 'a sentence that only I know';

/** Begins a sign-in as the Admin site does; `finish` exchanges the code that the callback address got. */
export async function beginSignIn(browser: Browser, extra: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: 'resit-admin',
    redirect_uri: `${browser.origin}/admin/callback`,
    response_type: 'code',
    scope: 'openid profile',
    resource: `${browser.origin}/api`,
    state: 'here',
    nonce: 'once',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  });
  const page = await browser.get(`/oidc/auth?${parameters}`);
  return { page, verifier };
}

/** Exchanges the code in the callback address for tokens. */
export async function exchange(browser: Browser, page: Page, verifier: string) {
  const code = new URL(page.url).searchParams.get('code') ?? '';
  const response = await fetch(`${browser.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'resit-admin',
      redirect_uri: `${browser.origin}/admin/callback`,
      code,
      code_verifier: verifier,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** Signs in, through the change of a one-time password if there is one. */
export async function signIn(origin: string, username: string, password: string): Promise<Staff> {
  const browser = new Browser(origin);
  const { page, verifier } = await beginSignIn(browser);
  let next = await browser.submit(page, { username, password }, '/sign-in');
  if (next.text.includes('Choose a password'))
    next = await browser.submit(next, { password: PASSWORD, repeated: PASSWORD }, '/password');
  const { body } = await exchange(browser, next, verifier);
  if (body.access_token === undefined)
    throw new Error(`${username} was not signed in: ${next.status} ${next.url} ${JSON.stringify(body)}`);
  return new Staff(origin, body.access_token, browser);
}
