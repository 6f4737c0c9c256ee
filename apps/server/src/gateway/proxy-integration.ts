import type { Clock } from '@resit/integrity/ports/deps';
import { type Answer, answerOf } from './answer.ts';
import type { Operation } from './document.ts';
import type { ReceivedRequest } from './received-request.ts';

/** A function answered something that is no answer to a request. */
export class MalformedProxyResponse extends Error {
  readonly code = 'malformed-proxy-response';
}

/** The event of a Lambda proxy integration (REST API, version 1.0). */
export function proxyEvent(
  operation: Operation,
  received: ReceivedRequest,
  authorizer: Readonly<Record<string, string>> | undefined,
  {
    basePath,
    stageVariables,
    clock,
  }: { basePath: string; stageVariables: Readonly<Record<string, string>>; clock: Clock },
): object {
  const { header, query, queryValues, path, pathname, body, requestId, method, address } = received;
  const isText = body.length === 0 || isTextType(header['content-type']);
  return {
    resource: operation.path,
    path: pathname.slice(basePath.length),
    httpMethod: method,
    headers: header,
    multiValueHeaders: Object.fromEntries(Object.entries(header).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.keys(query).length > 0 ? query : null,
    multiValueQueryStringParameters: Object.keys(query).length > 0 ? queryValues : null,
    pathParameters: Object.keys(path).length > 0 ? path : null,
    stageVariables,
    requestContext: {
      accountId: '000000000000',
      apiId: 'resit',
      httpMethod: method,
      identity: { sourceIp: address, userAgent: header['user-agent'] ?? null },
      path: pathname,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: clock.nowMs(),
      resourcePath: operation.path,
      stage: basePath.slice(1),
      ...(authorizer === undefined ? {} : { authorizer: { ...authorizer, principalId: authorizer.sub } }),
    },
    body: body.length === 0 ? null : body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

const isTextType = (type = 'application/json'): boolean =>
  /^(text\/|application\/(json|x-www-form-urlencoded|xml|[\w.-]+\+(json|xml)))/iu.test(type);

interface ProxyAnswer {
  statusCode?: unknown;
  headers?: Readonly<Record<string, string | number | boolean>> | null;
  multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>> | null;
  body?: string | null;
  isBase64Encoded?: boolean;
}

/** What a proxy function answered, as an HTTP answer. @throws MalformedProxyResponse */
export function proxyAnswer(value: unknown): Answer {
  const given = (typeof value === 'object' && value !== null ? value : {}) as ProxyAnswer;
  const status = Number(given.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new MalformedProxyResponse('A function answered without a status code.');
  const headers: Record<string, string | string[]> = { 'cache-control': 'no-store' };
  for (const [name, values] of Object.entries(given.multiValueHeaders ?? {}))
    headers[name.toLowerCase()] = values.map(String);
  for (const [name, one] of Object.entries(given.headers ?? {})) headers[name.toLowerCase()] = String(one);
  return answerOf(
    status,
    headers,
    given.isBase64Encoded ? Buffer.from(given.body ?? '', 'base64') : (given.body ?? ''),
  );
}
