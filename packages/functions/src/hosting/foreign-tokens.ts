import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { VerifiedToken } from '../authorizer.ts';
import { verified } from './verified-token.ts';

/** The issuer that is set cannot be used. */
export class IssuerUnusable extends Error {
  readonly code = 'issuer-unusable';
}

/** An OpenID Connect issuer that is not ours, and what of its access tokens is believed. */
export interface ForeignIssuer {
  issuer: string;
  /** Whom access tokens must be for. */
  audience: string;
  /** Claim that holds the roles; a dot steps into an object. */
  rolesClaim: string;
  /** The issuer's names for our roles, by ours; empty: it uses ours. */
  roles: Readonly<Record<string, string>>;
  /** Name of the setting that says which issuer it is, for messages. */
  setting: string;
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Tokens of an issuer by setting. Its keys are looked up when the first token comes, and again when they change. */
export function verifyForeignTokens(by: ForeignIssuer): (token: string) => Promise<VerifiedToken | undefined> {
  let keys: Promise<{ issuer: string; keySet: ReturnType<typeof createRemoteJWKSet> }> | undefined;
  const discover = async () => {
    const address = `${withoutSlash(by.issuer)}/.well-known/openid-configuration`;
    const unusable = (words: string, options?: ErrorOptions): IssuerUnusable =>
      new IssuerUnusable(`The issuer ${words} at ${address}. Check ${by.setting}.`, options);
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) }).catch((cause: unknown) => {
      throw unusable('does not answer', { cause });
    });
    if (!answer.ok) throw unusable(`answered ${answer.status}`);
    const description = discovery.safeParse(await answer.json().catch(() => undefined));
    if (!description.success) throw unusable('does not answer with its description', { cause: description.error });
    const known = description.data;
    if (withoutSlash(known.issuer) !== withoutSlash(by.issuer))
      throw new IssuerUnusable(`What is found at ${address} is about ${known.issuer}. Mend ${by.setting}.`);
    return { issuer: known.issuer, keySet: createRemoteJWKSet(new URL(known.jwks_uri)) };
  };
  return async (token) => {
    keys ??= discover().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    const { issuer, keySet } = await keys;
    const payload = await verified(() => jwtVerify(token, keySet, { issuer, requiredClaims: ['exp', 'sub'] }));
    if (payload?.sub === undefined) return undefined;
    const system = systemIn(payload);
    if (system) return system;
    if (!isFor(payload, by.audience)) return undefined;
    return { sub: payload.sub, name: nameIn(payload), roles: rolesIn(payload, by) };
  };
}

/** What precedes a role in a scope: the identifier of the resource server that Cognito gives scopes of. */
const SYSTEM_SCOPES = 'resit/';

/**
 * Another system, by an access token that Cognito gave it for its own secret: such a token is of nobody but its client,
 * and is for us by scopes of ours, each of which is a role. It has no name, by which it is told from people.
 */
function systemIn({ sub, aud, client_id, token_use, scope }: JWTPayload): VerifiedToken | undefined {
  if (sub === undefined || aud !== undefined || token_use !== 'access' || client_id !== sub) return undefined;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const ours = scopes.filter((word) => word.startsWith(SYSTEM_SCOPES)).map((word) => word.slice(SYSTEM_SCOPES.length));
  return ours.length === 0 ? undefined : { sub, name: '', roles: ours };
}

/** By the claim `aud`; an access token of Cognito has none, and says in `client_id` for which client it was made. */
function isFor({ aud, client_id, token_use }: JWTPayload, audience: string): boolean {
  if (aud === undefined) return token_use === 'access' && client_id === audience;
  return (Array.isArray(aud) ? aud : [aud]).includes(audience);
}

const withoutSlash = (address: string): string => address.replace(/\/$/u, '');

const nameIn = (payload: JWTPayload): string => {
  const found = [payload.name, payload.preferred_username].find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : '';
};

/** Roles from the claim, which may lie within objects, as a list or as words; in the issuer's names or in ours. */
export function rolesIn(payload: JWTPayload, by: Pick<ForeignIssuer, 'rolesClaim' | 'roles'>): string[] {
  const whole: unknown = payload[by.rolesClaim];
  const claim =
    whole ??
    by.rolesClaim
      .split('.')
      .reduce<unknown>(
        (value, step) =>
          typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
        payload,
      );
  const words = typeof claim === 'string' ? claim.split(/[\s,]+/u) : Array.isArray(claim) ? claim.map(String) : [];
  const ours = Object.entries(by.roles);
  return ours.length === 0 ? words : ours.flatMap(([role, theirs]) => (words.includes(theirs) ? [role] : []));
}
