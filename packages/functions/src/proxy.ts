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
  isBase64Encoded: false;
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
