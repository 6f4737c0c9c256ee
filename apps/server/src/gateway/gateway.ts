import type { AuthorizerEvent, AuthorizerResult } from '@resit/functions/authorizer';
import { problemOf } from '@resit/functions/problem';
import { type FieldError, InvalidInput } from '@resit/integrity/errors';
import type { Clock } from '@resit/integrity/ports/deps';
import type { TracedWork, Tracing } from '@resit/integrity/ports/tracing';
import { type Answer, answerOf } from './answer.ts';
import { type ApiDocument, type Operation, UnusableDocument } from './document.ts';
import { gatewayResponse } from './gateway-responses.ts';
import { type LambdaContext, lambdaContext } from './lambda.ts';
import { proxyAnswer, proxyEvent } from './proxy-integration.ts';
import {
  type GatewayRequest,
  pathnameOf,
  type ReceivedRequest,
  RequestAborted,
  RequestTooLarge,
  receive,
} from './received-request.ts';
import { createRouting } from './routing.ts';
import { type CallService, serviceIntegration } from './service-integration.ts';
import { createValidation } from './validation.ts';

type Authorizer = (event: AuthorizerEvent) => Promise<AuthorizerResult>;
// biome-ignore lint/suspicious/noExplicitAny: every function takes an event of its own; the gateway makes the right one.
type ProxyFunction = (event: any, context: LambdaContext) => Promise<unknown>;

export interface GatewayOptions {
  document: ApiDocument;
  /** Path before the document's paths, which API Gateway calls the stage: `/api`. */
  basePath: string;
  authorizer: Authorizer;
  /** Functions by the names that the document's uris give them. */
  functions: Readonly<Record<string, ProxyFunction>>;
  /** Services by name: `states`. */
  services: Readonly<Record<string, CallService>>;
  stageVariables: Readonly<Record<string, string>>;
  /**
   * By operation: what a schema cannot say of a body, such as rules that depend on the caller. Throws InvalidInput. API
   * Gateway has no such door: there it is the function behind a service that refuses, after the answer.
   */
  bodyChecks?: Readonly<Record<string, (body: unknown, caller: AuthorizerResult['context']) => unknown>>;
  clock: Clock;
  tracing?: Tracing;
  /** Told of every fault of ours. */
  onFault(error: unknown, requestId: string): void;
}

export interface CallFrom {
  address: string;
  requestId: string;
}

/** An API that is described by a document, as API Gateway serves it. */
export interface Gateway {
  handle(request: GatewayRequest, from: CallFrom): Promise<{ answer: Answer; operationId?: string; sub?: string }>;
}

const BODY_BYTES_MAX = 10 * 1024 * 1024;
/** Of operations that anybody may call: the answers of an exam. */
const OPEN_BODY_BYTES_MAX = 256 * 1024;
const FUNCTION_TIMEOUT_MS = 29_000;

/**
 * Serves exactly the document's operations: authorizer, validation, then the integration.
 * @throws UnusableDocument when the document names a function or service that is not there
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { document, functions, services, onFault } = options;
  for (const { operationId, integration } of document.operations) {
    if (integration.type === 'aws_proxy' && !functions[integration.functionName])
      throw new UnusableDocument(
        `${operationId} goes to the function ${integration.functionName}, which is not there.`,
      );
    if (integration.type === 'aws' && !services[integration.service])
      throw new UnusableDocument(`${operationId} goes to the service ${integration.service}, which is not there.`);
  }
  const route = createRouting(document.operations);
  const validation = createValidation(document);

  const within = <T>(work: TracedWork, run: () => Promise<T>): Promise<T> =>
    options.tracing ? options.tracing.within(work, run) : run();

  /** Nothing of a body is read before it is known who calls. */
  async function admit(
    operation: Operation,
    request: GatewayRequest,
    known: { address: string; requestId: string; path: Record<string, string> },
  ): Promise<{ answer: Answer; sub?: string }> {
    if (!operation.authorized)
      return serve(operation, await receive(request, { ...known, bodyBytesMax: OPEN_BODY_BYTES_MAX }), undefined);
    const caller = await within({ name: 'Authorize' }, () =>
      authorize(options.authorizer, operation, request.header, known.requestId),
    );
    if (typeof caller === 'string') return { answer: gatewayResponse(document, caller, known.requestId) };
    return serve(operation, await receive(request, { ...known, bodyBytesMax: BODY_BYTES_MAX }), caller);
  }

  async function serve(
    operation: Operation,
    received: ReceivedRequest,
    authorized: AuthorizerResult['context'] | undefined,
  ): Promise<{ answer: Answer; sub?: string }> {
    const { requestId } = received;
    const errors = validation.parameters(operation, received);
    if (errors.length > 0) return { answer: invalid(errors, requestId) };
    const refused = checkBody(operation, received, authorized);
    if (refused) return { answer: refused };

    const { integration } = operation;
    const sub = authorized === undefined ? {} : { sub: authorized.sub };
    if (integration.type === 'aws') {
      const call = services[integration.service] as CallService;
      const ask = () => serviceIntegration(integration, call, received, authorized, options.stageVariables);
      return { answer: await within({ name: integration.action }, ask), ...sub };
    }
    const handler = functions[integration.functionName] as ProxyFunction;
    const event = proxyEvent(operation, received, authorized, options);
    const context = lambdaContext(
      { functionName: integration.functionName, requestId, timeoutMs: FUNCTION_TIMEOUT_MS },
      options.clock,
    );
    const { functionName } = integration;
    const run = () => handler(event, context);
    return { answer: proxyAnswer(await within({ name: 'Function', facts: { functionName } }, run)), ...sub };
  }

  async function authorize(
    authorizer: Authorizer,
    operation: Operation,
    headers: Readonly<Record<string, string>>,
    requestId: string,
  ) {
    try {
      const result = await authorizer({
        type: 'REQUEST',
        methodArn: `arn:aws:execute-api:local:000000000000:resit/api/${operation.method}${operation.path}`,
        headers,
      });
      return result.policyDocument.Statement[0].Effect === 'Allow' ? result.context : ('ACCESS_DENIED' as const);
    } catch (error) {
      if (error instanceof Error && error.message === 'Unauthorized') return 'UNAUTHORIZED' as const;
      onFault(error, requestId);
      return 'AUTHORIZER_FAILURE' as const;
    }
  }

  function checkBody(
    operation: Operation,
    received: ReceivedRequest,
    authorized: AuthorizerResult['context'] | undefined,
  ): Answer | undefined {
    const { requestId } = received;
    if (operation.bodyPointer === undefined) return undefined;
    if (received.body.length === 0)
      return operation.bodyRequired
        ? invalid([{ pointer: '', code: 'required', message: 'Send a body.' }], requestId)
        : undefined;
    const mediaType = (received.header['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
    if (mediaType !== 'application/json' && !mediaType.endsWith('+json'))
      return gatewayResponse(document, 'UNSUPPORTED_MEDIA_TYPE', requestId);
    const check = authorized && options.bodyChecks?.[operation.operationId];
    // Where nothing is to be checked, the function reads the body, and refuses one that is not JSON.
    if (!operation.validatesBody && !check) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(received.body.toString('utf8'));
    } catch {
      return invalid([{ pointer: '', code: 'not-json', message: 'Send the body as JSON.' }], requestId);
    }
    const errors = operation.validatesBody ? validation.body(operation, value) : [];
    if (errors.length > 0) return invalid(errors, requestId);
    const found = check ? inputErrors(() => check(value, authorized)) : [];
    return found.length > 0 ? invalid(found, requestId) : undefined;
  }

  return {
    async handle(request, { address, requestId }) {
      const found = route(request.method, pathnameOf(request.url).slice(options.basePath.length));
      if (found.kind === 'nothing') return { answer: gatewayResponse(document, 'RESOURCE_NOT_FOUND', requestId) };
      if (found.kind === 'malformed')
        return { answer: gatewayResponse(document, 'BAD_REQUEST_BODY', requestId, 'The address is malformed.') };
      if (found.kind === 'other-method') return { answer: otherMethod(found.allow, requestId) };
      const { operation, pathParameters } = found;
      try {
        const answered = await admit(operation, request, { address, requestId, path: pathParameters });
        return { ...answered, operationId: operation.operationId };
      } catch (error) {
        if (error instanceof RequestTooLarge)
          return { answer: gatewayResponse(document, 'REQUEST_TOO_LARGE', requestId) };
        // Nobody is there to read the answer, and nothing of ours went wrong.
        if (!(error instanceof RequestAborted)) onFault(error, requestId);
        return {
          answer: gatewayResponse(document, 'INTEGRATION_FAILURE', requestId),
          operationId: operation.operationId,
        };
      }
    },
  };
}

const problemHeaders = { 'Content-Type': 'application/problem+json; charset=utf-8', 'Cache-Control': 'no-store' };

function inputErrors(check: () => unknown): readonly FieldError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors;
    throw error;
  }
}

function invalid(errors: readonly FieldError[], requestId: string): Answer {
  const problem = problemOf(new InvalidInput(errors), requestId);
  return answerOf(problem.status, problemHeaders, JSON.stringify(problem));
}

function otherMethod(allow: string, requestId: string): Answer {
  const problem = {
    type: 'urn:resit:problem:method-not-allowed',
    title: 'Method not allowed',
    status: 405,
    detail: `This address takes ${allow}.`,
    code: 'method-not-allowed',
    instance: requestId,
  };
  return answerOf(405, { ...problemHeaders, Allow: allow }, JSON.stringify(problem));
}
