import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { substitute } from '@resit/server/host/definition';
import { keyOf } from './keys.ts';
import type { MovedProcesses } from './moved-processes.ts';
import { ACCOUNT, REGION } from './place.ts';
import { type Resolved, record } from './template.ts';

/** The engine did not come up, or did not take the state machine as the template has it. */
export class EngineFailed extends Error {
  readonly code = 'engine-failed';
}

const STARTED_MS_MAX = 120_000;

/** `states serve` in the place of Step Functions, with the state machine of the template. */
export interface StatesServer {
  port: number;
  /** What ended badly since this was last asked, as EventBridge tells of it. */
  stopped(): Promise<object[]>;
  execution(name: string): Promise<{ status: string; states: string[] }>;
  stopExecution(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startStates(given: {
  template: Resolved;
  processes: MovedProcesses;
  lambdaEndpoint: string;
  dataFolder: string;
  definitionFile: string;
}): Promise<StatesServer> {
  const { template, processes } = given;
  const bin = fileURLToPath(new URL('../../../node_modules/.bin/states', import.meta.url));
  const shim = new URL('./moved-time.ts', import.meta.url).href;
  const settings = ['--port', '0', '--data', given.dataFolder, '--lambda-endpoint', given.lambdaEndpoint];
  const place = ['--region', REGION, '--account-id', ACCOUNT];
  const child = spawn(process.execPath, ['--import', shim, bin, 'serve', ...settings, ...place], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH ?? '',
      REHEARSAL_AHEAD_MS: String(processes.aheadMs),
      AWS_ACCESS_KEY_ID: keyOf('StateMachineRole'),
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
    },
  });
  const port = await readyPort(child);
  processes.add(child);
  const sfn = new SFNClient({
    region: REGION,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
  });

  const machine = record(template.resources.StateMachine?.properties);
  const substitutions = record(machine.DefinitionSubstitutions) as Record<string, string>;
  const made = await sfn.send(
    new CreateStateMachineCommand({
      name: String(machine.Name),
      type: 'STANDARD',
      definition: substitute(readFileSync(given.definitionFile, 'utf8'), substitutions),
      roleArn: String(machine.Role),
      tracingConfiguration: { enabled: record(machine.Tracing).Enabled === true },
      publish: true,
    }),
  );
  if (made.stateMachineArn !== template.reference('StateMachine'))
    throw new EngineFailed(
      `The state machine is ${made.stateMachineArn}, and ${template.reference('StateMachine')} to the template.`,
    );
  const alias = await sfn.send(
    new CreateStateMachineAliasCommand({
      name: String(machine.AutoPublishAlias),
      routingConfiguration: [{ stateMachineVersionArn: made.stateMachineVersionArn, weight: 100 }],
    }),
  );
  if (alias.stateMachineAliasArn !== template.reference('StateMachineAliaslive'))
    throw new EngineFailed(`The alias is ${alias.stateMachineAliasArn}.`);

  const executionArn = (name: string): string =>
    `${made.stateMachineArn?.replace(':stateMachine:', ':execution:')}:${name}`;
  const told = new Set<string>();
  return {
    port,
    async stopped() {
      const events: object[] = [];
      for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
        const { executions = [] } = await sfn.send(
          new ListExecutionsCommand({ stateMachineArn: made.stateMachineArn, statusFilter, maxResults: 1000 }),
        );
        for (const { executionArn, redriveCount = 0 } of executions) {
          const key = `${executionArn} ${redriveCount}`;
          if (executionArn === undefined || told.has(key)) continue;
          told.add(key);
          const {
            $metadata: _metadata,
            startDate,
            stopDate,
            ...detail
          } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
          events.push(
            statusChange({ ...detail, startDate: startDate?.getTime(), stopDate: stopDate?.getTime() ?? null }),
          );
        }
      }
      return events;
    },
    async execution(name) {
      const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
      return { status, states: await statesOf(sfn, executionArn(name)) };
    },
    async stopExecution(name) {
      await sfn.send(
        new StopExecutionCommand({ executionArn: executionArn(name), error: 'Stopped', cause: 'By hand.' }),
      );
    },
    async stop() {
      sfn.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** What EventBridge says of an execution that changed its status. */
const statusChange = (detail: {
  executionArn?: string | undefined;
  startDate: number | undefined;
  stopDate: number | null;
}) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: ACCOUNT,
  time: new Date(detail.stopDate ?? 0).toISOString().replace(/\.\d+/u, ''),
  region: REGION,
  resources: [detail.executionArn],
  detail: { ...detail, inputDetails: { included: true }, outputDetails: null },
});

/** Names of the states that an execution entered, in order. */
export async function statesOf(sfn: SFNClient, executionArn: string): Promise<string[]> {
  const states: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 1000,
        includeExecutionData: false,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    states.push(...(page.events ?? []).flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []));
    nextToken = page.nextToken;
    if (nextToken === undefined) return states;
  }
}

function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new EngineFailed(`states serve did not come up: ${said}`)), STARTED_MS_MAX);
    child.once('exit', (code) => reject(new EngineFailed(`states serve ended with ${code}: ${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const port = /ready on http:\/\/[^:]+:(\d+)/u.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}
