// Lambda's Invoke API over HTTP: a local stand-in, or AWS itself.
import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type InvokeLambda, type LambdaRequest, type LambdaResponse, LambdaServiceFailure } from './lambda.ts';
import { type Credentials, sign } from './sigv4.ts';

export interface LambdaHttpOptions {
  /** Where Lambda is: `http://127.0.0.1:3001`. */
  readonly endpoint: string;
  readonly region: string;
  /** Requests are signed with these, if there are any. */
  readonly credentials?: Credentials;
}

const RESPONSE_BYTES_MAX = 8 * 1024 * 1024;

export function lambdaHttp({ endpoint, region, credentials }: LambdaHttpOptions): InvokeLambda {
  const base = endpoint.endsWith('/') ? endpoint.slice(0, -1) : endpoint;
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  return async (invocation) => {
    const url = new URL(`${base}/2015-03-31/functions/${encodeURIComponent(invocation.functionName)}/invocations`);
    if (invocation.qualifier !== undefined) url.searchParams.set('Qualifier', invocation.qualifier);
    const plain = headersOf(invocation);
    const request = { method: 'POST', url, headers: plain, body: invocation.payload };
    const headers = credentials ? sign(request, { region, service: 'lambda', nowMs: Date.now() }, credentials) : plain;
    const agent = url.protocol === 'https:' ? agents.https : agents.http;
    const { message, body } = await post(url, headers, agent, invocation);
    return responseOf(message, body);
  };
}

function headersOf({
  payload,
  invocationType,
  clientContext,
  logType,
  context,
}: LambdaRequest): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(payload)),
    'x-amz-invocation-type': invocationType,
    ...(clientContext === undefined ? {} : { 'x-amz-client-context': clientContext }),
    ...(logType === undefined ? {} : { 'x-amz-log-type': logType }),
    ...(context.traceHeader === undefined ? {} : { 'x-amzn-trace-id': context.traceHeader }),
  };
}

interface Answered {
  readonly message: IncomingMessage;
  readonly body: string;
}

function post(
  url: URL,
  headers: Record<string, string>,
  agent: HttpAgent,
  { payload, context }: LambdaRequest,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method: 'POST', headers, agent, signal: context.signal }, (message) => {
      const parts: Buffer[] = [];
      let size = 0;
      message.on('data', (part: Buffer) => {
        size += part.length;
        if (size > RESPONSE_BYTES_MAX) message.destroy(new RangeError('the response is too large'));
        else parts.push(part);
      });
      message.on('error', reject);
      message.on('end', () => resolve({ message, body: Buffer.concat(parts).toString('utf8') }));
    });
    request.on('error', reject);
    request.end(payload);
  });
}

function responseOf(message: IncomingMessage, body: string): LambdaResponse {
  const statusCode = message.statusCode ?? 0;
  const requestId = header(message, 'x-amzn-requestid') ?? randomUUID();
  if (statusCode >= 300 || statusCode < 200) {
    const serviceCode = (header(message, 'x-amzn-errortype') ?? 'ServiceException').split(':')[0] ?? '';
    throw new LambdaServiceFailure({ serviceCode, statusCode, message: errorMessage(body), requestId });
  }
  const functionError = header(message, 'x-amz-function-error');
  const executedVersion = header(message, 'x-amz-executed-version');
  const logResult = header(message, 'x-amz-log-result');
  return {
    statusCode,
    payload: body,
    requestId,
    ...(functionError === undefined ? {} : { functionError }),
    ...(executedVersion === undefined ? {} : { executedVersion }),
    ...(logResult === undefined ? {} : { logResult }),
  };
}

function errorMessage(body: string): string {
  try {
    const parsed = JSON.parse(body) as { Message?: unknown; message?: unknown };
    return String(parsed.Message ?? parsed.message ?? body);
  } catch {
    return body;
  }
}

function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
