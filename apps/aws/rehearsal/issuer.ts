import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type LocalServer, serveLocally } from './http.ts';
import { START_MS } from './place.ts';

export interface Person {
  sub: string;
  name: string;
  roles: readonly string[];
}
export const staff = {
  officer: { sub: 'staff-olga', name: "Olga O'Brien", roles: ['officer'] },
  reporter: { sub: 'staff-rita', name: 'Rita "R" Müller', roles: ['officer'] },
  lecturer: { sub: 'staff-lee', name: 'Lee 李', roles: ['lecturer'] },
  administrator: { sub: 'staff-ada', name: 'Ada Admin', roles: ['administrator'] },
} as const satisfies Readonly<Record<string, Person>>;
export type StaffName = keyof typeof staff;

/** An OpenID Connect issuer as far as functions see one: its description, its keys, and tokens that it signed. */
export interface Issuer extends LocalServer {
  url: string;
  tokenOf(person: Person): Promise<string>;
}

export const AUDIENCE = 'resit';
const YEAR_S = 366 * 86_400;

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'rehearsal', alg: 'ES256', use: 'sig' };
  const json = (body: object) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  let url = '';
  const server = await serveLocally(async (received) => {
    switch (received.url) {
      case '/.well-known/openid-configuration':
        return json({
          issuer: url,
          jwks_uri: `${url}/jwks`,
          authorization_endpoint: `${url}/auth`,
          token_endpoint: `${url}/token`,
        });
      case '/jwks':
        return json({ keys: [key] });
      default:
        return { status: 404 };
    }
  });
  url = `http://127.0.0.1:${server.port}`;
  return {
    ...server,
    url,
    tokenOf: ({ sub, name, roles }) =>
      new SignJWT({ name, roles })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setSubject(sub)
        .setIssuedAt(Math.floor(Date.now() / 1000))
        .setExpirationTime(Math.floor(START_MS / 1000) + YEAR_S)
        .sign(privateKey),
  };
}
