import { readFileSync } from 'node:fs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createWorkflowFunctions, workflowFunctionNames } from '@resit/functions/workflow/create-workflow-functions';
import type { Exam } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import type { Policy } from '@resit/integrity/policy/policy';
import type { Clock, Deps } from '@resit/integrity/ports/deps';
import type { MailTransport } from '@resit/integrity/ports/mail-transport';
import type { Repository } from '@resit/integrity/ports/repository';
import { createWorld } from '@resit/integrity/testing/world';
import { drainCallbacks } from '@resit/integrity/use-cases/drains/drain-callbacks';
import { drainMail } from '@resit/integrity/use-cases/drains/drain-mail';
import { drainStarts } from '@resit/integrity/use-cases/drains/drain-starts';
import { createStates, type States } from 'states';
import { ManualClock } from 'states/runtime/manual-clock';
import { substitute } from '../host/definition.ts';
import { tellOfStopped } from '../host/engine.ts';
import { inProcessLambda } from '../host/functions.ts';

export const definitionText = readFileSync(
  new URL('../../../../workflow/plagiarism-incident.asl.json', import.meta.url),
  'utf8',
);

export const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-11-22T02:00:00.000Z');

/** What may go wrong with a call of a function: before it does its work, after it, or that it is made twice. */
export type Fault = 'fails-before' | 'answer-lost' | 'called-twice';

export interface SimulationOptions {
  policy?: Partial<Policy>;
  /** What everything is kept in; in memory if absent. */
  repository?(clock: Clock): Promise<{ repository: Repository; close(): Promise<void> }>;
  transport?: MailTransport;
  /** Mail is claimed before it is sent, as where several drains run. */
  sharesMail?: boolean;
  /** Asked at every call of a function. */
  functionFault?(name: string, event: unknown): Fault | undefined;
  /** Asked at every callback: it does not arrive, or its answer does not come back. */
  callbackFault?(): 'lost' | 'answer-lost' | undefined;
}

/** Lambda could not be reached, as Step Functions names it. */
class SdkClientException extends Error {
  override readonly name = 'Lambda.SdkClientException';
}

/** The process on its real engine and definition, on a clock that moves when it is told to. */
export interface Simulation {
  deps: Deps;
  /** Every call of a function, in order. */
  calls: string[];
  report(given: { incidentId: string; roles?: string; report: object; mailHeldUntil?: string }): Promise<void>;
  incident(incidentId: string): Promise<Incident>;
  currentExam(incidentId: string): Promise<Exam>;
  executionStatus(name: string): Promise<string>;
  history(name: string): Promise<HistoryEvent[]>;
  /** Lets everything happen that is due now. */
  settle(): Promise<void>;
  /** Lets time pass, stopping wherever something falls due. */
  advanceTo(instant: string | number): Promise<void>;
  advanceDays(days: number): Promise<void>;
  close(): Promise<void>;
}

export async function createSimulation(options: SimulationOptions = {}): Promise<Simulation> {
  const clock = new ManualClock(START_MS);
  const kept = await options.repository?.(clock);
  const mailMode = options.transport ? 'smtp' : 'trial';
  const world = await createWorld({ mailMode, ...(kept && { repository: kept.repository }) }, options.policy);
  const calls: string[] = [];
  let states: States | undefined;
  const deps: Deps = {
    ...world,
    clock,
    workflowClock: clock,
    sfn: world.sfn,
    wake: { callbacks: () => undefined, mail: () => undefined },
  };
  const functions = createWorkflowFunctions(deps);
  const called = Object.fromEntries(
    workflowFunctionNames.map((name) => [
      name,
      async (event: unknown): Promise<unknown> => {
        calls.push(name);
        const fault = options.functionFault?.(name, event);
        if (fault === 'fails-before') throw new SdkClientException('unreachable');
        const answers = await Promise.all(
          Array.from({ length: fault === 'called-twice' ? 2 : 1 }, () => functions[name](event)),
        );
        if (fault === 'answer-lost') throw new SdkClientException('connection reset');
        return answers[0];
      },
    ]),
  );
  states = await createStates({
    clock,
    region: 'us-east-1',
    accountId: '111111111111',
    invokeLambda: inProcessLambda(called, clock),
    onExecutionEnded: (ended) => tellOfStopped(deps)(ended),
  });
  deps.sfn = faultyClient(new SFNClient({ ...states.clientConfig, maxAttempts: 1 }), options);
  const substitutions = Object.fromEntries(workflowFunctionNames.map((name) => [`${name}Function`, name]));
  const machine = await deps.sfn.send(
    new CreateStateMachineCommand({
      name: 'plagiarism-incident',
      definition: substitute(definitionText, substitutions),
      roleArn: 'arn:aws:iam::111111111111:role/states',
    }),
  );
  deps.stateMachineArn = machine.stateMachineArn ?? '';
  const executionArn = (name: string) => `${deps.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  const settle = async (): Promise<void> => {
    let callsBefore = -1;
    for (let quiet = 0; quiet < 3; ) {
      for (let turn = 0; turn < 8; turn += 1) await new Promise((resume) => setImmediate(resume));
      const callbacks = await drainCallbacks(deps);
      const mail = await drainMail(deps, options.transport, { shared: options.sharesMail === true });
      await drainStarts(deps);
      const busy = calls.length > callsBefore || callbacks.sent > 0 || mail.accepted + mail.bounced > 0;
      quiet = busy || (states?.stats().runningTasks ?? 0) > 0 ? 0 : quiet + 1;
      callsBefore = calls.length;
    }
  };
  const advanceTo = async (instant: string | number): Promise<void> => {
    const toMs = typeof instant === 'number' ? instant : Date.parse(instant);
    for (await settle(); ; await settle()) {
      const nextMs = await nextDueMs(deps, clock);
      if (nextMs === undefined || nextMs > toMs) break;
      clock.advanceTo(nextMs);
    }
    clock.advanceTo(toMs);
    await settle();
  };

  return {
    deps,
    calls,
    async report({ incidentId, roles = 'officer', ...rest }) {
      const input = { incidentId, reportedBy: { sub: `${roles}-1`, name: 'Rita Reporter', roles }, ...rest };
      await deps.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: deps.stateMachineArn,
          name: incidentId,
          input: JSON.stringify(input),
        }),
      );
    },
    async incident(incidentId) {
      const incident = await deps.repository.get('incident', incidentId);
      if (!incident) throw new TypeError(`no incident ${incidentId}`);
      return incident;
    },
    async currentExam(incidentId) {
      const { items } = await deps.repository.query('exam', 'byIncident', {
        partition: incidentId,
        order: 'descending',
        limit: 1,
      });
      if (!items[0]) throw new TypeError(`no exam of ${incidentId}`);
      return items[0];
    },
    async executionStatus(name) {
      const { status } = await deps.sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
      return status ?? '';
    },
    async history(name) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await deps.sfn.send(
          new GetExecutionHistoryCommand({
            executionArn: executionArn(name),
            maxResults: 1000,
            ...(nextToken ? { nextToken } : {}),
          }),
        );
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
      return events;
    },
    settle,
    advanceTo,
    advanceDays: (days) => advanceTo(clock.nowMs() + days * DAY_MS),
    async close() {
      await states?.close();
      await kept?.close();
    },
  };
}

/** When the engine, or a callback or mail that was put off, is due next. */
async function nextDueMs(deps: Deps, clock: ManualClock): Promise<number | undefined> {
  const [callbacks, mails] = await Promise.all([
    deps.repository.query('callback', 'due', { partition: 'due', limit: 1 }),
    deps.repository.query('mail', 'due', { partition: 'due', limit: 1 }),
  ]);
  const mail = mails.items[0]?.delivery;
  const mailAt = mail?.status === 'queued' ? mail.nextAttemptAt : mail?.status === 'held' ? mail.until : undefined;
  const due = [
    clock.nextMs(),
    ...[callbacks.items[0]?.nextAttemptAt, mailAt].map((at) => (at === undefined ? undefined : Date.parse(at))),
  ].filter((ms) => ms !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

function faultyClient(sfn: SFNClient, options: SimulationOptions): SFNClient {
  sfn.middlewareStack.add(
    (next, context) => async (args) => {
      const fault = context['commandName'] === 'SendTaskSuccessCommand' ? options.callbackFault?.() : undefined;
      if (fault === 'lost') throw new SdkClientException('not sent');
      const answer = await next(args);
      if (fault === 'answer-lost') throw new SdkClientException('no answer');
      return answer;
    },
    { step: 'initialize', name: 'faults' },
  );
  return sfn;
}
