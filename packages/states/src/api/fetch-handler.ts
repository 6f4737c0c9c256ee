import type { Engine } from '../runtime/engine.ts';
import type { Caller } from './action.ts';
import { answer, BODY_BYTES_MAX, BODY_PARTS_MAX, type WireAnswer } from './handle.ts';

export interface HandlerOptions {
  /** The account of callers whose access key id doesn't name one. */
  readonly account: string;
  /** Makes request ids. */
  readonly newId: () => string;
}

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** The engine as a fetch-style function: a Request in, a Response out. */
export function fetchHandler(engine: Engine, options: HandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') {
      return new Response(null, { status: 405, headers: { allow: 'POST' } });
    }
    const body = await readBody(request);
    const answered =
      body === undefined
        ? tooLarge()
        : await answer(engine, {
            target: request.headers.get('x-amz-target') ?? '',
            body,
            caller: callerOf(request.headers.get('authorization'), options.account),
            traceHeader: request.headers.get('x-amzn-trace-id') ?? undefined,
          });
    return new Response(answered.body, { status: answered.status, headers: answerHeaders(answered, options.newId()) });
  };
}

export function answerHeaders(answered: WireAnswer, requestId: string): Record<string, string> {
  return {
    'content-type': CONTENT_TYPE,
    'x-amzn-requestid': requestId,
    ...(answered.errorType === undefined ? {} : { 'x-amzn-errortype': answered.errorType }),
  };
}

/** As local emulators have it: an access key id of twelve digits is the account that asks. */
export function callerOf(authorization: string | null | undefined, account: string): Caller {
  const match = /Credential=(\d{12})\//.exec(authorization ?? '');
  return { account: match?.[1] ?? account };
}

/** The body as text; undefined when it is larger than anything allowed, without reading it to its end. */
async function readBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) return undefined;
  if (!request.body) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    size += part.byteLength;
    parts.push(part);
    if (size > BODY_BYTES_MAX || parts.length > BODY_PARTS_MAX) return undefined;
  }
  return Buffer.concat(parts).toString('utf8');
}

export function tooLarge(): WireAnswer {
  const message = `The request is larger than ${BODY_BYTES_MAX} bytes`;
  return {
    status: 413,
    body: JSON.stringify({ __type: 'RequestEntityTooLarge', message }),
    errorType: 'RequestEntityTooLarge',
  };
}
