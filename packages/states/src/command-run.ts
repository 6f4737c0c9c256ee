import { parseArgs } from 'node:util';
import { Source } from './asl/source.ts';
import { CommandError } from './command-error.ts';
import { engineOptions, engineSettings, lambdaOf } from './command-settings.ts';
import { readDefinition, report, shortly } from './command-validate.ts';
import { asItStands } from './placeholders.ts';
import { createStates, type States } from './states.ts';

const LOOK_EVERY_MS = 20;
const ROLE = 'arn:aws:iam::123456789012:role/states-run';

/** `states run`: one execution in memory, its history printed as it happens; 0 if it succeeds. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...engineOptions, input: { type: 'string', default: '{}' } },
    allowPositionals: true,
  });
  const [file, more] = positionals;
  if (file === undefined || more !== undefined) throw new CommandError('name one file to run');
  const settings = engineSettings(values, process.env);
  checkInput(values.input);
  const definition = readDefinition(file);
  if (report(file, asItStands(definition), 'STANDARD') > 0) return 1;
  const invokeLambda = lambdaOf(settings);
  const states = await createStates({
    accountId: settings.accountId,
    region: settings.region,
    waitTimeScale: settings.waitTimeScale,
    ...(invokeLambda ? { invokeLambda } : {}),
  });
  try {
    return await follow(states, definition, values.input);
  } finally {
    await states.close();
  }
}

/** Throws CommandError. */
function checkInput(input: string): void {
  const read = new Source(input).read();
  if ('value' in read) return;
  const why = shortly(read.problem.message, input, (line, column) => ({ line, column }));
  throw new CommandError(`the input is no JSON: ${why}`);
}

async function follow(states: States, definition: string, input: string): Promise<number> {
  const { operations } = states;
  const { stateMachineArn } = await operations.createStateMachine({ name: 'run', definition, roleArn: ROLE });
  const { executionArn, startDate } = await operations.startExecution({ stateMachineArn, input });
  for (let seen = 0; ; ) {
    const { status } = await operations.describeExecution({ executionArn });
    seen = await printSince(states, executionArn, seen, startDate);
    if (status !== 'RUNNING') {
      const { output, error, cause } = await operations.describeExecution({ executionArn });
      console.log(output === undefined ? `${status} ${error ?? ''} ${cause ?? ''}`.trimEnd() : `${status} ${output}`);
      return status === 'SUCCEEDED' ? 0 : 1;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Prints the events after the one with this id; returns the last one's. */
async function printSince(states: States, executionArn: string, seen: number, startSeconds: number): Promise<number> {
  let last = seen;
  for (let nextToken: string | undefined; ; ) {
    const page = await states.operations.getExecutionHistory({
      executionArn,
      maxResults: 1000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    for (const { id, type, timestamp, previousEventId: _, ...details } of page.events) {
      if (id <= last) continue;
      const since = (timestamp - startSeconds).toFixed(3).padStart(8);
      const [detail] = Object.values(details);
      console.log(
        `${since}s ${String(id).padStart(4)} ${type}${detail === undefined ? '' : ` ${JSON.stringify(detail)}`}`,
      );
      last = id;
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return last;
  }
}
