import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Deps } from '../../ports/deps.ts';

/**
 * Starts the execution that an incident asks for. It is named, so asking again starts nothing twice. The input holds the
 * incident's id and nothing else, unless it brings a report: where to go on, the repository knows.
 */
export async function startExecution(
  deps: Pick<Deps, 'sfn' | 'stateMachineArn'>,
  incidentId: string,
  name: string,
  input: string = JSON.stringify({ incidentId }),
) {
  try {
    await deps.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: deps.stateMachineArn,
        name,
        input,
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
  }
}
