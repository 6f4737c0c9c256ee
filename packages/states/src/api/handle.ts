// The wire: AWS JSON 1.0. One core that takes an operation and a body; a fetch-style door and an SDK door over it.
import type { Json } from '../asl/json.ts';
import { MAX_NESTING, nestsTooDeep } from '../asl/nesting.ts';
import type { Engine } from '../runtime/engine.ts';
import { StoreClosedError, StoreWriteError } from '../store/errors.ts';
import type { Caller } from './action.ts';
import { actions } from './actions.ts';
import { ApiError } from './errors.ts';
import { readRequest } from './shape.ts';

/** A request may be as large as the largest definition, and its escaping. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;
/** It arrives in pieces, each of which costs as much as many bytes. */
export const BODY_PARTS_MAX = 16_384;

export interface WireCall {
  /** The X-Amz-Target header: `AWSStepFunctions.` and the operation. */
  readonly target: string;
  /** JSON text. */
  readonly body: string;
  readonly caller: Caller;
  /** The X-Amzn-Trace-Id header, if there is one. */
  readonly traceHeader?: string | undefined;
}

export interface WireAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  /** The error's type, where it is one. */
  readonly errorType?: string;
}

const TARGET_PREFIX = 'AWSStepFunctions.';
/** As long as StartExecution's `traceHeader` may be. */
const TRACE_HEADER_MAX = 256;

/** Answers one request. Never throws and never rejects. */
export async function answer(engine: Engine, call: WireCall): Promise<WireAnswer> {
  try {
    const result = await perform(engine, call);
    return { status: 200, body: JSON.stringify(result) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'InternalFailure') engine.report(error);
    const body = { __type: refusal.code, message: refusal.message, ...refusal.members };
    return { status: refusal.status, body: JSON.stringify(body), errorType: refusal.code };
  }
}

async function perform(engine: Engine, { target, body, caller, traceHeader }: WireCall): Promise<object> {
  const action = target.startsWith(TARGET_PREFIX) ? actions.get(target.slice(TARGET_PREFIX.length)) : undefined;
  if (!action) throw new ApiError('UnknownOperationException', `Unknown operation: ${target || 'none'}`);
  const context = traceHeader === undefined || traceHeader.length > TRACE_HEADER_MAX ? {} : { traceHeader };
  return action.run({ engine, caller, ...context }, readRequest(action.input, parseBody(body)));
}

function parseBody(body: string): Json {
  if (body === '') return {};
  // No request nests deeply, but for what is text in it; to read one that does would keep others waiting.
  if (nestsTooDeep(body))
    throw new ApiError('SerializationException', `The request nests more than ${MAX_NESTING} deep`);
  try {
    return JSON.parse(body) as Json;
  } catch (cause) {
    throw new ApiError('SerializationException', 'The request body is not JSON', { cause });
  }
}

/** What to answer to what was thrown. */
function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreClosedError || error instanceof StoreWriteError) {
    return new ApiError('ServiceUnavailable', 'The engine cannot write and has stopped', { status: 503, cause: error });
  }
  return new ApiError('InternalFailure', 'Internal failure', { status: 500, cause: error });
}
