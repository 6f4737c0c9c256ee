import type { Parameters } from './validation.ts';

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

/** Reads a request to its end. @throws RequestTooLarge */
export async function receive(
  request: Request,
  known: { address: string; requestId: string; path: Record<string, string>; bodyBytesMax: number },
): Promise<ReceivedRequest> {
  const { pathname, searchParams } = new URL(request.url);
  // Without a prototype: a parameter may have any name, `constructor` too.
  const queryValues: Record<string, string[]> = Object.create(null);
  for (const [name, value] of searchParams) queryValues[name] = [...(queryValues[name] ?? []), value];
  return {
    requestId: known.requestId,
    address: known.address,
    path: known.path,
    method: request.method,
    pathname,
    query: Object.fromEntries(searchParams),
    queryValues,
    header: Object.fromEntries(request.headers),
    body: await readBody(request, known.bodyBytesMax),
  };
}

async function readBody(request: Request, bytesMax: number): Promise<Buffer> {
  const declared = request.headers.get('content-length');
  if (Number(declared ?? 0) > bytesMax) throw new RequestTooLarge('The body is too large.');
  // The HTTP server lets no more through than was declared: it can be taken whole, which costs far less than a stream.
  if (declared !== null) return Buffer.from(await request.arrayBuffer());
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new RequestTooLarge('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
