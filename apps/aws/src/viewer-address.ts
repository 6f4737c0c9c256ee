import { timingSafeEqual } from 'node:crypto';
import { limitKey } from '@resit/functions/hosting/limit-key';

/** What API Gateway tells of where a request came from. */
export interface GatewayRequest {
  headers: Readonly<Record<string, string | undefined>> | null;
  requestContext: { identity?: { sourceIp?: string | null } | null };
}

/** Header that the distribution adds to what it passes on; nobody else knows its value. */
export const EDGE_HEADER = 'x-resit-edge';

/**
 * The key by which limits count the caller of a page. CloudFront appends the viewer's address to X-Forwarded-For, and API
 * Gateway the edge's: the last but one is the viewer. It counts only with the distribution's own header; somebody who goes
 * round it may write into X-Forwarded-For what they like, and is counted by the address that API Gateway saw.
 */
export function viewerAddress(request: GatewayRequest, edgeSecret: string): string | undefined {
  const header = (name: string): string =>
    Object.entries(request.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  const seen = request.requestContext.identity?.sourceIp ?? undefined;
  if (!isSame(header(EDGE_HEADER), edgeSecret)) return seen === undefined ? undefined : limitKey(seen);
  const hops = header('x-forwarded-for')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const viewer = hops.at(-2) ?? hops.at(-1) ?? seen;
  return viewer === undefined ? undefined : limitKey(viewer);
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return b.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
