import type { VerifiedToken } from '@resit/functions/authorizer';
import { verified } from '@resit/functions/hosting/verified-token';
import type { Repository } from '@resit/integrity/ports/repository';
import { createLocalJWKSet, exportJWK, importJWK, type JWK, jwtVerify } from 'jose';
import type { Keys } from '../host/keys.ts';
import { audienceOf, issuerOf } from './provider.ts';
import { isInForce } from './standing.ts';

/** Finds out whom a bearer token speaks for; undefined for one that is not valid. */
export type VerifyToken = (token: string) => Promise<VerifiedToken | undefined>;

/**
 * Tokens of the built-in issuer. Name and roles are read from the account as it is now: who was disabled, lost a role, or
 * had their password reset, is out at once and not when the token ends.
 */
export async function verifyOwnTokens(origin: string, keys: Keys, repository: Repository): Promise<VerifyToken> {
  const keySet = createLocalJWKSet({ keys: await Promise.all(keys.signingKeys.map((key) => publicPart(key as JWK))) });
  const expected = { issuer: issuerOf(origin), audience: audienceOf(origin), typ: 'at+jwt', algorithms: ['ES256'] };
  return async (token) => {
    const payload = await verified(() => jwtVerify(token, keySet, expected));
    if (payload?.sub === undefined) return undefined;
    const { sub, iat = 0 } = payload;
    if (payload.client_id === sub) {
      const client = await repository.get('client', sub);
      return client && !client.disabled ? { sub, name: client.name, roles: client.roles } : undefined;
    }
    const account = await repository.get('staff', sub);
    return account && isInForce(account, iat) ? { sub, name: account.name, roles: account.roles } : undefined;
  };
}

async function publicPart(key: JWK): Promise<JWK> {
  const { d: _secret, ...open } = key;
  const imported = await importJWK(open, 'ES256');
  return {
    ...(await exportJWK(imported)),
    ...(key.kid === undefined ? {} : { kid: key.kid }),
    alg: 'ES256',
    use: 'sig',
  };
}
