import { type Answer, answerOf } from './answer.ts';
import type { Integration, IntegrationResponse } from './document.ts';
import { literal } from './gateway-responses.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Message, TemplateContext } from './vtl/variables.ts';

/** Calls an action of a service with a request in the service's own form. */
export type CallService = (action: string, body: string) => Promise<ServiceAnswer>;
export interface ServiceAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** No answer of the document fits what the service said. */
export class NoIntegrationResponse extends Error {
  readonly code = 'no-integration-response';
}

type ServiceIntegration = Extract<Integration, { type: 'aws' }>;

/** Renders the request's template, calls the service, and renders the answer's: API Gateway's integration of type `aws`. */
export async function serviceIntegration(
  integration: ServiceIntegration,
  call: CallService,
  received: ReceivedRequest,
  authorizer: Readonly<Record<string, string>> | undefined,
  stageVariables: Readonly<Record<string, string>>,
): Promise<Answer> {
  const context: TemplateContext = {
    requestId: received.requestId,
    extendedRequestId: received.requestId,
    httpMethod: received.method,
    path: received.pathname,
    stage: received.pathname.split('/')[1] ?? '',
    identity: { sourceIp: received.address, userAgent: received.header['user-agent'] ?? '' },
    authorizer: authorizer ?? {},
    requestOverride: { header: {}, path: {}, querystring: {} },
    responseOverride: { header: {} },
  };
  const { path, query, header } = received;
  const request: Message = { body: received.body.toString('utf8'), path, querystring: query, header };
  const body = integration.template.render({ input: request, context, stageVariables });
  const answer = await call(integration.action, body);
  const chosen = choose(integration.responses, answer.status);
  const message: Message = { body: answer.body, path, querystring: query, header: answer.headers };
  const text = chosen.template ? chosen.template.render({ input: message, context, stageVariables }) : answer.body;
  return compose(chosen, context, text.trim());
}

function choose(responses: readonly IntegrationResponse[], status: number): IntegrationResponse {
  const fits = responses.find(({ selects }) => selects !== 'default' && selects.test(String(status)));
  const chosen = fits ?? responses.find(({ selects }) => selects === 'default');
  if (!chosen) throw new NoIntegrationResponse(`No integration response fits the status ${status}.`);
  return chosen;
}

function compose(chosen: IntegrationResponse, context: TemplateContext, body: string): Answer {
  const status = Number(context.responseOverride.status ?? chosen.status);
  const headers: Record<string, string> = {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    'cache-control': 'no-store',
  };
  for (const [name, expression] of Object.entries(chosen.headers)) headers[name.toLowerCase()] = literal(expression);
  for (const [name, value] of Object.entries(context.responseOverride.header)) headers[name.toLowerCase()] = value;
  return answerOf(status, headers, body);
}
