/** What API Gateway (REST) hands a function by Lambda proxy integration, as far as functions here read it. */
export interface ProxyEvent {
  /** The path template of the API document, e.g. `/incident/{incidentId}`. */
  resource: string;
  path: string;
  httpMethod: string;
  headers: Readonly<Record<string, string | undefined>> | null;
  queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  pathParameters: Readonly<Record<string, string | undefined>> | null;
  requestContext: {
    requestId: string;
    /** The authorizer's context; absent where the operation has none. */
    authorizer?: Readonly<Record<string, unknown>> | null;
  };
  body: string | null;
  isBase64Encoded: boolean;
}

/** What such a function answers. */
export interface ProxyResult {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  isBase64Encoded: boolean;
}

/** A header by its name in whatever case. */
export function headerOf(event: Pick<ProxyEvent, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  // The embedded gateway names them in lower case, as HTTP/2 does.
  if (event.headers && Object.hasOwn(event.headers, wanted)) return event.headers[wanted];
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** An answer in JSON. */
export const jsonResult = (
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  body: body === undefined ? '' : JSON.stringify(body),
  isBase64Encoded: false,
});

/**
 * A file to save: to no browser is it a page, a picture or a script of ours. API Gateway turns it into bytes for callers
 * that accept `application/octet-stream` before anything else.
 */
export const fileResult = ({ name, content }: { name: string; content: Uint8Array }): ProxyResult => ({
  statusCode: 200,
  headers: {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${name.replace(/[^\x20-\x7e]|["%]/g, '_')}"; filename*=UTF-8''${encoded(name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  },
  body: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
  isBase64Encoded: true,
});

/** As RFC 8187 has it. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
