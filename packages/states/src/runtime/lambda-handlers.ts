// Functions in this process as Lambda would run them: Lambda's context in, Lambda's way of telling errors out.
import type { Json } from '../asl/json.ts';
import { type InvokeLambda, type LambdaRequest, type LambdaResponse, LambdaServiceFailure } from './lambda.ts';

/** The part of Lambda's context object that handlers get. */
export interface HandlerContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly clientContext?: { readonly custom: Readonly<Record<string, string>> };
  getRemainingTimeInMillis(): number;
}

export type LambdaHandler = (event: never, context: HandlerContext) => unknown;

export interface HandlerHost {
  /** The handler of a function, by its bare name; undefined if there is none. */
  find(functionName: string): LambdaHandler | undefined;
  readonly region: string;
  readonly account: string;
  readonly newId: () => string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 900_000;

/**
 * Makes `invokeLambda` from handlers. What a handler throws is a function error with its name and message; the execution's ARN and the idempotency key
 * of the call are in `context.clientContext.custom`.
 */
export function lambdaHandlers(host: HandlerHost): InvokeLambda {
  return async (request) => {
    const functionName = bareName(request.functionName);
    const arn = `arn:aws:lambda:${host.region}:${host.account}:function:${functionName}`;
    const handler = host.find(functionName);
    const requestId = host.newId();
    if (!handler) {
      throw new LambdaServiceFailure({
        serviceCode: 'ResourceNotFoundException',
        statusCode: 404,
        message: `Function not found: ${arn}:${request.qualifier ?? '$LATEST'}`,
        requestId,
      });
    }
    if (request.invocationType === 'DryRun') return { statusCode: 204, payload: '', requestId };
    const event = parseEvent(request.payload, requestId);
    const result = run(handler, event, handlerContext(request, host, functionName, arn, requestId));
    if (request.invocationType === 'Event') {
      result.catch(() => undefined);
      return { statusCode: 202, payload: '', requestId };
    }
    return { ...(await result), statusCode: 200, executedVersion: '$LATEST', requestId };
  };
}

function parseEvent(payload: string, requestId: string): never {
  try {
    return JSON.parse(payload) as never;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Could not parse request body into json: ${reason}`;
    const failure = { serviceCode: 'InvalidRequestContentException', statusCode: 400, message, requestId };
    throw new LambdaServiceFailure(failure, { cause });
  }
}

type Result = Pick<LambdaResponse, 'payload' | 'functionError'>;

async function run(handler: LambdaHandler, event: never, context: HandlerContext): Promise<Result> {
  try {
    const result = await handler(event, context);
    return { payload: JSON.stringify(result ?? null) };
  } catch (thrown) {
    return { payload: JSON.stringify(errorPayload(thrown)), functionError: 'Unhandled' };
  }
}

/** As Lambda's Node.js runtime reports what a handler throws. */
function errorPayload(thrown: unknown): Json {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

function handlerContext(
  request: LambdaRequest,
  host: HandlerHost,
  functionName: string,
  arn: string,
  awsRequestId: string,
): HandlerContext {
  const endMs = performance.now() + (host.timeoutMs ?? TIMEOUT_MS);
  const { executionArn, idempotencyKey } = request.context;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: request.qualifier === undefined ? arn : `${arn}:${request.qualifier}`,
    awsRequestId,
    clientContext: { custom: { executionArn, idempotencyKey } },
    getRemainingTimeInMillis: () => Math.max(0, Math.round(endMs - performance.now())),
  };
}

/** `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME` and whole ARNs all name a function. */
export function bareName(functionName: string): string {
  const after = functionName.includes('function:')
    ? functionName.slice(functionName.indexOf('function:') + 9)
    : functionName;
  return after.split(':')[0] ?? after;
}
