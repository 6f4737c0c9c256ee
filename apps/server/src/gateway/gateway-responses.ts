import { type Answer, answerOf } from './answer.ts';
import type { ApiDocument } from './document.ts';
import type { Message, TemplateContext } from './vtl/variables.ts';

/** Answers of the gateway's own, by API Gateway's names for them. */
export type GatewayResponseName =
  | 'ACCESS_DENIED'
  | 'AUTHORIZER_FAILURE'
  | 'BAD_REQUEST_BODY'
  | 'INTEGRATION_FAILURE'
  | 'REQUEST_TOO_LARGE'
  | 'RESOURCE_NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'UNSUPPORTED_MEDIA_TYPE';

const statusOf: Readonly<Record<GatewayResponseName, number>> = {
  ACCESS_DENIED: 403,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  INTEGRATION_FAILURE: 503,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

const nothing: Message = { body: '', path: {}, querystring: {}, header: {} };

/** Renders the document's own words for what the gateway refuses. */
export function gatewayResponse(
  document: ApiDocument,
  name: GatewayResponseName,
  requestId: string,
  message = '',
): Answer {
  const fallback = statusOf[name] < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = document.gatewayResponses[name] ?? document.gatewayResponses[fallback];
  const status = response?.status ?? statusOf[name];
  const context: TemplateContext = {
    requestId,
    error: { message, messageString: JSON.stringify(message), validationErrorString: message, responseType: name },
    responseOverride: { header: {} },
  };
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  for (const [header, value] of Object.entries(response?.headers ?? {})) headers[header.toLowerCase()] = literal(value);
  const body = response?.template?.render({ input: nothing, context, stageVariables: {} });
  return answerOf(status, headers, body ?? JSON.stringify({ title: name, status, code: 'refused' }));
}

/** `'text'` in a mapping expression is the text. */
export const literal = (expression: string): string => expression.replace(/^'([\s\S]*)'$/u, '$1');
