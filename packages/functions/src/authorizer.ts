import { roles } from '@resit/integrity/access/caller';
import { incidentIdOf } from '@resit/integrity/incident/incident-id';
import type { Ids } from '@resit/integrity/ports/deps';

/** Who a bearer token speaks for, as its verifier found. Roles that Resit does not know are left out. */
export interface VerifiedToken {
  sub: string;
  name: string;
  roles: readonly string[];
}

export interface AuthorizerDeps {
  /** Undefined for a token that is not valid: expired, of another issuer or audience, not signed. */
  verify(token: string): Promise<VerifiedToken | undefined>;
  ids: Pick<Ids, 'random'>;
}

/** What API Gateway gives a REQUEST authorizer, as far as it matters here. */
export interface AuthorizerEvent {
  type: 'REQUEST';
  methodArn: string;
  headers: Readonly<Record<string, string | undefined>> | null;
}

/** What API Gateway takes from one. The context is flat strings: templates and functions read nothing else. */
export interface AuthorizerResult {
  principalId: string;
  policyDocument: {
    Version: '2012-10-17';
    Statement: [{ Action: 'execute-api:Invoke'; Effect: 'Allow' | 'Deny'; Resource: string }];
  };
  context: { sub: string; name: string; roles: string; incidentId: string };
}

/** API Gateway answers 401 to this very message, whatever else an authorizer throws is a fault. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
  readonly code = 'not-signed-in';
  constructor() {
    super('Unauthorized');
  }
}

const INCIDENT_ID_BITS = 130;

function header(event: AuthorizerEvent, name: string): string | undefined {
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

/**
 * The one door to the API: a bearer token becomes the caller, and the report that this request may make gets its name, a
 * hash of caller and Idempotency-Key so that a repetition is the same incident, at random without one. Somebody without
 * any of Resit's roles is refused.
 * @throws Unauthorized without a valid token
 */
export function createAuthorizer({
  verify,
  ids,
}: AuthorizerDeps): (event: AuthorizerEvent) => Promise<AuthorizerResult> {
  return async (event) => {
    const token = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header(event, 'authorization') ?? '')?.[1];
    const verified = token === undefined ? undefined : await verify(token);
    if (!verified || verified.sub === '') throw new Unauthorized();
    const known = roles.filter((role) => verified.roles.includes(role));
    const key = header(event, 'idempotency-key')?.trim();
    return {
      principalId: verified.sub,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: known.length > 0 ? 'Allow' : 'Deny',
            Resource: event.methodArn,
          },
        ],
      },
      context: {
        sub: verified.sub,
        name: verified.name || verified.sub,
        roles: known.join(' '),
        incidentId: key ? incidentIdOf(verified.sub, key) : ids.random(INCIDENT_ID_BITS),
      },
    };
  };
}
