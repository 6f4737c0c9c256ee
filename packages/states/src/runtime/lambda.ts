// What Step Functions makes of Lambda: `lambda:invoke` and function ARNs, over a door that the host provides.
import { isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { JsonText, type TaskCall, type TaskContext, TaskFailure } from './task-handler.ts';

export interface LambdaRequest {
  /** Name, partial ARN or ARN, as the definition has it, without the qualifier. */
  readonly functionName: string;
  readonly qualifier?: string;
  /** JSON text. */
  readonly payload: string;
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun';
  readonly clientContext?: string;
  readonly logType?: string;
  readonly context: TaskContext;
}

export interface LambdaResponse {
  readonly statusCode: number;
  /** JSON text, or any text, or nothing. */
  readonly payload: string;
  /** There when the function itself failed; the payload then describes the error. */
  readonly functionError?: string;
  readonly executedVersion?: string;
  readonly logResult?: string;
  readonly requestId?: string;
}

/** The host's way to call a function. Rejects with LambdaServiceFailure where the call itself fails, not the function. */
export type InvokeLambda = (request: LambdaRequest) => Promise<LambdaResponse>;

/** Lambda could not run the function: not found, throttled, down. `serviceCode` is the service's own name for it. */
export class LambdaServiceFailure extends Error {
  readonly code = 'LAMBDA_SERVICE_FAILED';
  readonly serviceCode: string;
  readonly statusCode: number;
  readonly requestId: string;

  constructor(
    failure: { serviceCode: string; statusCode: number; message: string; requestId?: string },
    options?: { cause?: unknown },
  ) {
    super(failure.message, options);
    this.name = 'LambdaServiceFailure';
    this.serviceCode = failure.serviceCode;
    this.statusCode = failure.statusCode;
    this.requestId = failure.requestId ?? '';
  }
}

/** The handler of `lambda:invoke` (and its callback form). */
export function lambdaInvoke(invoke: InvokeLambda) {
  return async ({ parameters, context }: TaskCall): Promise<Json> => {
    if (!isJsonObject(parameters) || typeof parameters.FunctionName !== 'string') {
      throw new TaskFailure('States.Runtime', "The parameters of 'lambda:invoke' have no FunctionName.");
    }
    const { FunctionName, Qualifier, Payload, InvocationType, ClientContext, LogType } = parameters;
    const response = await call(invoke, {
      functionName: FunctionName,
      payload: payloadText(Payload),
      invocationType: InvocationType === 'Event' || InvocationType === 'DryRun' ? InvocationType : 'RequestResponse',
      ...(typeof Qualifier === 'string' ? { qualifier: Qualifier } : {}),
      ...(typeof ClientContext === 'string' ? { clientContext: ClientContext } : {}),
      ...(typeof LogType === 'string' ? { logType: LogType } : {}),
      context,
    });
    return invokeAnswer(response, context.nowMs);
  };
}

/** The handler of a Task whose resource is a function's ARN: the function's answer is the task's. */
export function lambdaFunction(invoke: InvokeLambda) {
  return async ({ resource, parametersText, context }: TaskCall): Promise<Json | JsonText> => {
    const response = await call(invoke, {
      functionName: resource.arn,
      payload: parametersText,
      invocationType: 'RequestResponse',
      context,
    });
    return isJson(response.payload) ? new JsonText(response.payload) : response.payload || null;
  };
}

/** Text is sent as it is: it is the caller's JSON already. */
function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

async function call(invoke: InvokeLambda, request: LambdaRequest): Promise<LambdaResponse> {
  let response: LambdaResponse;
  try {
    response = await invoke(request);
  } catch (cause) {
    throw cause instanceof TaskFailure ? cause : serviceFailure(cause, request);
  }
  if (response.functionError !== undefined) throw functionFailure(response);
  // who asks for the log's end is told of it, though the host keep none
  return request.logType === 'Tail' ? { logResult: '', ...response } : response;
}

/** `Function not found: ARN`, where the ARN is not qualified. */
const NOT_FOUND = /^Function not found: arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+$/;

function serviceFailure(cause: unknown, { qualifier = '$LATEST' }: LambdaRequest): TaskFailure {
  if (cause instanceof LambdaServiceFailure) {
    const { serviceCode, statusCode, requestId } = cause;
    const message = NOT_FOUND.test(cause.message) ? `${cause.message}:${qualifier}` : cause.message;
    const details = `Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${serviceCode}; Request ID: ${requestId}; Proxy: null`;
    return new TaskFailure(`Lambda.${serviceCode}`, `${message} (${details})`, { cause });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new TaskFailure('Lambda.SdkClientException', `Unable to execute HTTP request: ${message}`, { cause });
}

function functionFailure(response: LambdaResponse): TaskFailure {
  const payload = payloadOf(response);
  if (isJsonObject(payload) && typeof payload.errorType === 'string') {
    return new TaskFailure(payload.errorType, response.payload);
  }
  if (isJsonObject(payload) && typeof payload.errorMessage === 'string') {
    return new TaskFailure('Lambda.Unknown', response.payload);
  }
  const reason = 'The cause could not be determined because Lambda did not return an error type.';
  return new TaskFailure('Lambda.Unknown', `${reason} Returned payload: ${response.payload}`);
}

/** A payload that isn't JSON is passed on as text. */
function payloadOf({ payload }: LambdaResponse): Json {
  return isJson(payload) ? (JSON.parse(payload) as Json) : payload || null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invokeAnswer(response: LambdaResponse, nowMs: number): JsonObject {
  const { executedVersion = '$LATEST', logResult, requestId = '' } = response;
  const headers: Record<string, string> = {
    ...(logResult === undefined ? {} : { 'X-Amz-Log-Result': logResult }),
    'X-Amz-Executed-Version': executedVersion,
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(response.payload)),
    Date: httpDate(nowMs),
    'X-Amzn-Trace-Id': `root=${requestId};sampled=0`,
    'Content-Type': 'application/json',
  };
  return {
    ExecutedVersion: executedVersion,
    ...(logResult === undefined ? {} : { LogResult: logResult }),
    Payload: payloadOf(response),
    SdkHttpMetadata: {
      AllHttpHeaders: listed(headers),
      HttpHeaders: headers,
      HttpStatusCode: response.statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: response.statusCode,
  };
}

function listed(headers: Readonly<Record<string, string>>): JsonObject {
  const lists: Record<string, Json> = {};
  for (const name in headers) lists[name] = [headers[name] as string];
  return lists;
}

let lastDate = { second: Number.NaN, text: '' };

/** Made once a second: it takes longer than the rest of the answer. */
function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(nowMs).toUTCString() };
  return lastDate.text;
}
