import { randomUUID } from 'node:crypto';
import type { AuthorizerEvent, AuthorizerResult } from '@resit/functions/authorizer';
import type { Operation } from '@resit/server/gateway/document';
import { readDocument } from '@resit/server/gateway/document';
import { createGateway, type Gateway } from '@resit/server/gateway/gateway';
import { proxyAnswer, proxyEvent } from '@resit/server/gateway/proxy-integration';
import { type GatewayRequest, receive } from '@resit/server/gateway/received-request';
import { call, type Received, type Reply } from './http.ts';
import { authorizationOf } from './keys.ts';
import type { Lambda } from './lambda.ts';
import type { UseLog } from './permissions.ts';
import { DOMAIN } from './place.ts';
import { type Resolved, record } from './template.ts';

/** A function failed behind the gateway; a client gets 502 or, from the authorizer, 401 or 500. */
export class FunctionFailed extends Error {
  readonly code = 'function-failed';
}

export interface FrontOptions {
  template: Resolved;
  lambda: Lambda;
  uses: UseLog;
  servicesPort: number;
  edgeSecret: string;
  nowMs(): number;
  onFault(error: unknown): void;
}

/** Header names as a client of HTTP/1.1 writes them. */
const titled = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/(^|-)[a-z]/gu, (part) => part.toUpperCase()), value]),
  );

interface ProxyEventLike {
  headers: Record<string, string>;
}

const PAGES_BYTES_MAX = 10 * 1024 * 1024;
/** Where CloudFront's own request comes from. */
const EDGE_ADDRESS = '203.0.113.7';

/** The distribution, the API and the pages behind it, under one origin. */
export function createFront(options: FrontOptions): (received: Received) => Promise<Reply> {
  const { template, lambda } = options;
  const clock = { nowMs: options.nowMs };
  const invoke = async (name: string, event: object, as = name): Promise<unknown> => {
    const { payload, error } = await lambda.invoke(name, JSON.stringify(event));
    const answer = JSON.parse(payload) as { errorMessage?: string };
    if (error !== undefined)
      throw new FunctionFailed(as === 'authorizer' ? answer.errorMessage : `${name}: ${payload}`);
    return answer;
  };
  const proxied = (name: string) => (event: ProxyEventLike) =>
    invoke(name, { ...event, headers: titled(event.headers) });
  const authorizer = async (event: AuthorizerEvent): Promise<AuthorizerResult> => {
    options.uses.note('ApiRole', 'lambda:InvokeFunction', template.attribute('AuthorizerFunction', 'Arn'));
    const headers = titled(record(event.headers) as Record<string, string>);
    return (await invoke('AuthorizerFunction', { ...event, headers }, 'authorizer')) as AuthorizerResult;
  };
  const variables = record(template.resources.Api?.properties.Variables);
  const gateway: Gateway = createGateway({
    document: readDocument(JSON.stringify(template.resources.Api?.properties.DefinitionBody)),
    basePath: '/api',
    authorizer,
    functions: {
      ApiFunction: proxied('ApiFunction'),
      ImportFunction: proxied('ImportFunction'),
      EvidenceFunction: proxied('EvidenceFunction'),
      SubmitExamFunction: proxied('SubmitExamFunction'),
    },
    services: {
      states: async (action, body) => {
        const answered = await call({
          port: options.servicesPort,
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `AWSStepFunctions.${action}`,
            authorization: authorizationOf('ApiRole', 'states'),
          },
          body,
        });
        const headers = answered.headers as Record<string, string>;
        return { status: answered.status, headers, body: answered.body.toString('utf8') };
      },
    },
    // `!Ref` of the alias, which the template's reader leaves as it stands in the API's properties.
    stageVariables: { stateMachineArn: template.reference(String(record(variables.stateMachineArn).Ref)) },
    clock,
    onFault: options.onFault,
  });
  const anyPage: Operation = {
    operationId: 'pages',
    method: 'GET',
    path: '/{proxy+}',
    parameters: [],
    bodyPointer: undefined,
    bodyRequired: false,
    validatesBody: false,
    authorized: false,
    integration: { type: 'aws_proxy', functionName: 'PagesFunction' },
  };

  return async ({ method, url, headers: given, body }) => {
    const requestId = randomUUID();
    // CloudFront appends the viewer's address, API Gateway CloudFront's; the test's client says which viewer it is.
    const { 'x-viewer': viewer = '198.51.100.1', ...rest } = given as Record<string, string>;
    const forwarded = `${viewer}, ${EDGE_ADDRESS}`;
    const isApi = url.startsWith('/api/');
    const header: Record<string, string> = {
      ...rest,
      host: DOMAIN,
      'x-forwarded-for': forwarded,
      'x-forwarded-proto': 'https',
      ...(isApi ? {} : { 'x-resit-edge': options.edgeSecret }),
    };
    const request: GatewayRequest = { method, url, header, read: async () => body };
    if (isApi) {
      const { answer } = await gateway.handle(request, { address: EDGE_ADDRESS, requestId });
      return { status: answer.status, headers: answer.headers, body: answer.body };
    }
    const path = { proxy: (url.split('?')[0] ?? '').slice(1) };
    // The distribution's OriginPath is the stage.
    const received = await receive(
      { ...request, url: `/pages${url}` },
      { address: EDGE_ADDRESS, requestId, path, bodyBytesMax: PAGES_BYTES_MAX },
    );
    const event = proxyEvent(anyPage, received, undefined, { basePath: '/pages', stageVariables: {}, clock });
    try {
      const answer = proxyAnswer(await proxied('PagesFunction')(event as ProxyEventLike));
      return { status: answer.status, headers: answer.headers, body: answer.body };
    } catch (error) {
      options.onFault(error);
      return { status: 502, body: '{"message":"Internal server error"}' };
    }
  };
}
