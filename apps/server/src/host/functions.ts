import type { Clock } from '@resit/integrity/ports/deps';
import { type InvokeLambda, LambdaServiceFailure } from 'states/runtime/lambda';
import type { TaskContext } from 'states/runtime/task-handler';
import { type LambdaContext, lambdaContext } from '../gateway/lambda.ts';

/** A function as the engine calls it: Lambda's event and context. */
export type EngineFunction = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** Runs the call of a function as a part of the trace that it belongs to. */
export type FollowCall = <T>(functionName: string, context: TaskContext, run: () => Promise<T>) => Promise<T>;

const unfollowed: FollowCall = (_functionName, _context, run) => run();

const TIMEOUT_MS = 60_000;

/** Calls functions in this process as Lambda would: JSON in, JSON out, an error by its name. */
export function inProcessLambda(
  functions: Readonly<Record<string, EngineFunction>>,
  clock: Clock,
  follow: FollowCall = unfollowed,
): InvokeLambda {
  return async ({ functionName, payload, context }) => {
    const name = functionName.split(':').at(-1) ?? functionName;
    const handler = Object.hasOwn(functions, name) ? functions[name] : undefined;
    const requestId = context.idempotencyKey;
    if (!handler)
      throw new LambdaServiceFailure({
        serviceCode: 'ResourceNotFoundException',
        statusCode: 404,
        message: `Function not found: ${name}`,
        requestId,
      });
    try {
      const run = () =>
        handler(JSON.parse(payload), lambdaContext({ functionName: name, requestId, timeoutMs: TIMEOUT_MS }, clock));
      const result = await follow(name, context, run);
      return { statusCode: 200, payload: result === undefined ? 'null' : JSON.stringify(result), requestId };
    } catch (error) {
      const { name: errorType, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      return {
        statusCode: 200,
        functionError: 'Unhandled',
        payload: JSON.stringify({ errorType, errorMessage: message, trace: [] }),
        requestId,
      };
    }
  };
}
