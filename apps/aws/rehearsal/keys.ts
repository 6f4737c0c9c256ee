import type { IncomingHttpHeaders } from 'node:http';

const roles = new Map<string, string>();

/** An access key of a role's own: requests tell by it who made them. */
export function keyOf(role: string): string {
  const key = `ASIA${role.toUpperCase()}`;
  roles.set(key, role);
  return key;
}

const credential = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//u;

/** The role that made a signed request. */
export const roleOfRequest = (headers: IncomingHttpHeaders): string | undefined =>
  roles.get(credential.exec(headers.authorization ?? '')?.[1] ?? '');

/** The service for which a request was signed. */
export const serviceOfRequest = (headers: IncomingHttpHeaders): string | undefined =>
  credential.exec(headers.authorization ?? '')?.[2];

/** The header of a request of a role, where nobody looks at the signature. */
export const authorizationOf = (role: string, service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${keyOf(role)}/20400305/local/${service}/aws4_request, SignedHeaders=host, Signature=none`;
