// The API as a system of the university uses it: a token by client credentials, then calls.
import type { Answer, Connection } from './connection.ts';

/** The server did not answer as it should have. */
export class UnexpectedAnswer extends Error {
  readonly code = 'UNEXPECTED_ANSWER';
}

export async function tokenOf(origin: string, { id, secret }: { id: string; secret: string }): Promise<string> {
  const response = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: `${origin}/api` }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new UnexpectedAnswer(`no token: ${response.status}`);
  return token;
}

/** Calls the API and insists on a status. */
export async function call<T>(
  connection: Connection,
  token: string,
  expected: number,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await connection.request(method, `/api${path}`, headers, body ? JSON.stringify(body) : '');
  expectStatus(answer, expected, `${method} ${path}`);
  return JSON.parse(answer.body === '' ? 'null' : answer.body) as T;
}

export function expectStatus(answer: Answer, expected: number, what: string): void {
  if (answer.status !== expected) throw new UnexpectedAnswer(`${what}: ${answer.status} ${answer.body}`);
}
