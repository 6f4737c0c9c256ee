import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Settings } from '../settings/table.ts';
import { type VerifyToken, verified } from './verify.ts';

/** The issuer that is set cannot be used. */
export class IssuerUnusable extends Error {
  readonly code = 'issuer-unusable';
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Tokens of an issuer by setting. Its keys are looked up when the first token comes, and again when they change. */
export function verifyForeignTokens(issuer: string, settings: Settings): VerifyToken {
  let keys: Promise<{ issuer: string; keySet: ReturnType<typeof createRemoteJWKSet> }> | undefined;
  const discover = async () => {
    const address = `${withoutSlash(issuer)}/.well-known/openid-configuration`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new IssuerUnusable(`The issuer answered ${answer.status} at ${address}.`);
    const known = discovery.parse(await answer.json());
    if (withoutSlash(known.issuer) !== withoutSlash(issuer))
      throw new IssuerUnusable(`What is found at ${address} is about ${known.issuer}. Mend RESIT_OIDC_ISSUER.`);
    return { issuer: known.issuer, keySet: createRemoteJWKSet(new URL(known.jwks_uri)) };
  };
  return async (token) => {
    keys ??= discover().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    const { issuer: expectedIssuer, keySet } = await keys;
    const expected = { issuer: expectedIssuer, audience: settings.oidcAudience, requiredClaims: ['exp', 'sub'] };
    const payload = await verified(() => jwtVerify(token, keySet, expected));
    if (payload?.sub === undefined) return undefined;
    return { sub: payload.sub, name: nameIn(payload), roles: rolesIn(payload, settings) };
  };
}

const withoutSlash = (address: string): string => address.replace(/\/$/u, '');

const nameIn = (payload: JWTPayload): string => {
  const found = [payload.name, payload.preferred_username].find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : '';
};

/** Roles from the claim, which may lie within objects, as a list or as words; in the issuer's names or in ours. */
export function rolesIn(payload: JWTPayload, settings: Pick<Settings, 'oidcRolesClaim' | 'oidcRoles'>): string[] {
  const whole: unknown = payload[settings.oidcRolesClaim];
  const claim =
    whole ??
    settings.oidcRolesClaim
      .split('.')
      .reduce<unknown>(
        (value, step) =>
          typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
        payload,
      );
  const words = typeof claim === 'string' ? claim.split(/[\s,]+/u) : Array.isArray(claim) ? claim.map(String) : [];
  const ours = Object.entries(settings.oidcRoles);
  return ours.length === 0 ? words : ours.flatMap(([role, theirs]) => (words.includes(theirs) ? [role] : []));
}
