import type { Parameters } from './validation.ts';

/** A request of which the head has come. */
export interface GatewayRequest {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  /** Names in lower case. */
  header: Readonly<Record<string, string>>;
  /** Reads the body to its end. @throws RequestTooLarge, RequestAborted */
  read(bytesMax: number): Promise<Buffer>;
}

/** A request, read whole, in the forms in which integrations pass it on. */
export interface ReceivedRequest extends Parameters {
  requestId: string;
  /** Network address of the caller. */
  address: string;
  method: string;
  /** With the base path. */
  pathname: string;
  /** Every value of a query parameter; `query` holds the last. */
  queryValues: Readonly<Record<string, string[]>>;
  body: Buffer;
}

/** The body is longer than the gateway takes. */
export class RequestTooLarge extends Error {
  readonly code = 'too-large';
}

/** Whoever asked went away in the middle of the request. */
export class RequestAborted extends Error {
  readonly code = 'aborted';
}

/** The path of what was asked for, without its query. */
export const pathnameOf = (url: string): string => url.split('?', 1)[0] as string;

/** Reads a request to its end. @throws RequestTooLarge, RequestAborted */
export async function receive(
  request: GatewayRequest,
  known: { address: string; requestId: string; path: Record<string, string>; bodyBytesMax: number },
): Promise<ReceivedRequest> {
  const pathname = pathnameOf(request.url);
  // Without a prototype: a parameter may have any name, `constructor` too.
  const query: Record<string, string> = Object.create(null);
  const queryValues: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(request.url.slice(pathname.length))) {
    query[name] = value;
    queryValues[name] = [...(queryValues[name] ?? []), value];
  }
  return {
    requestId: known.requestId,
    address: known.address,
    path: known.path,
    method: request.method,
    pathname,
    query,
    queryValues,
    header: request.header,
    body: await request.read(known.bodyBytesMax),
  };
}
