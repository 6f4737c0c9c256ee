import { SFNClient } from '@aws-sdk/client-sfn';
import type { Deps } from '@resit/integrity/ports/deps';
import { markStopped } from '@resit/integrity/use-cases/workflow/mark-stopped';
import { createStates, type States } from 'states';
import type { Clock as EngineClock } from 'states/runtime/clock';
import type { ExecutionEnded } from 'states/runtime/ended-notices';
import type { CallService } from '../gateway/service-integration.ts';
import type { EngineFunction } from './functions.ts';
import { inProcessLambda } from './functions.ts';
import type { Traces } from './traces.ts';
import type { Turns } from './turns.ts';

const REGION = 'local';
const ACCOUNT = '000000000000';
export const stateMachineArn: string = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:plagiarism-incident`;

/** The engine has not been opened yet, or is closed. */
export class EngineAway extends Error {
  readonly code = 'engine-away';
}

/**
 * The workflow's engine, and the client through which everybody else reaches it. The client is there before the engine:
 * functions are handed it, and the engine is handed the functions.
 */
export interface EngineDoor {
  sfn: SFNClient;
  open(options: OpenEngine): Promise<States>;
  /** Calls the engine as API Gateway's service integration does. */
  callService: CallService;
}

export interface OpenEngine {
  file: string;
  clock: EngineClock;
  realClock: Deps['clock'];
  functions: Readonly<Record<string, EngineFunction>>;
  /** When functions are called. */
  turns: Turns;
  onExecutionEnded(ended: ExecutionEnded): Promise<void>;
}

/** With traces, whatever calls the engine tells it of its own, as calls of Step Functions do. */
export function createEngineDoor(traces?: Traces): EngineDoor {
  let states: States | undefined;
  const opened = (): States => {
    if (!states) throw new EngineAway('The workflow engine is not open.');
    return states;
  };
  const sfn = new SFNClient({
    region: REGION,
    endpoint: 'http://states.internal',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'unused' },
    maxAttempts: 1,
    // Every call of a command goes the same way.
    cacheMiddleware: true,
    // In one process there is nobody to prove anything to; signing is half of what a call costs.
    signer: { sign: async (request) => request },
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: never) => opened().requestHandler.handle(request) as never,
      destroy: () => undefined,
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
  const traceHeaders = (): Record<string, string> => {
    const header = traces?.tracing.header();
    return header === undefined ? {} : { 'x-amzn-trace-id': header };
  };
  callBackDirectly(sfn, opened, traceHeaders);
  sfn.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      Object.assign(headers, traceHeaders());
      return next(args);
    },
    { step: 'build', name: 'traceHeader' },
  );
  return {
    sfn,
    async open({ file, clock, realClock, functions, turns, onExecutionEnded }) {
      const invoke = inProcessLambda(functions, realClock, traces?.followCall);
      states = await createStates({
        dataFile: file,
        clock,
        region: REGION,
        accountId: ACCOUNT,
        invokeLambda: (request) => turns.take(() => invoke(request)),
        onExecutionEnded,
        endedStatuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        ...(traces ? { traceOfTimer: traces.ofTimer } : {}),
      });
      return states;
    },
    async callService(action, body) {
      const answer = await opened().handle(
        new Request('http://states.internal/', {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `AWSStepFunctions.${action}`,
            ...traceHeaders(),
          },
          body,
        }),
      );
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
  };
}

/**
 * Lets callbacks that the engine takes past the client's serialisers, endpoints, signers and retries, which cost many times as
 * much as the callback. One that it refuses goes the long way and is refused again, with the client's own error.
 */
function callBackDirectly(sfn: SFNClient, opened: () => States, traceHeaders: () => Record<string, string>): void {
  sfn.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'SendTaskSuccessCommand') return next(args);
        const { response } = await opened().requestHandler.handle({
          headers: { 'x-amz-target': 'AWSStepFunctions.SendTaskSuccess', ...traceHeaders() },
          body: JSON.stringify(args.input),
        });
        return response.statusCode === 200
          ? { response, output: { $metadata: { httpStatusCode: response.statusCode } } }
          : next(args);
      },
    { step: 'initialize', priority: 'high', name: 'callBackDirectly' },
  );
}

/** Tells the incident of an execution that ended otherwise than well, as EventBridge does on AWS. */
export const tellOfStopped =
  (deps: Deps) =>
  async ({ status, executionArn, name, input, startMs, error, cause }: ExecutionEnded): Promise<void> => {
    if (status === 'SUCCEEDED') return;
    await markStopped(deps, {
      executionArn,
      name,
      status,
      input,
      startedAt: new Date(startMs).toISOString(),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  };
