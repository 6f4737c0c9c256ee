// Opens the engine as its users do: through the library's door, on a file.
import { join } from 'node:path';
import { createStates, type States } from 'states';
import type { InvokeLambda } from 'states/runtime/lambda';

export const dataFile = (folder: string): string => join(folder, 'engine.db');

export function openEngine(folder: string, invokeLambda?: InvokeLambda): Promise<States> {
  return createStates({ dataFile: dataFile(folder), ...(invokeLambda ? { invokeLambda } : {}) });
}

/** Creates a machine, or finds the one of that name. Resolves with its ARN. */
export async function machineOf(states: States, name: string, definition: object): Promise<string> {
  const { stateMachineArn } = await states.operations.createStateMachine({
    name,
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::000000000000:role/bench',
  });
  return stateMachineArn;
}

/** A handler in which nothing happens but that `hear` is told the payload. */
export const functionThat =
  (hear: (payload: string) => void): InvokeLambda =>
  async ({ payload }) => {
    hear(payload);
    return { statusCode: 200, payload: 'null' };
  };
