import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  type SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';

/** The workflow's definition cannot be run; says where and why. */
export class DefinitionUnusable extends Error {
  readonly code = 'definition-unusable';
}

const STATE_MACHINE = 'plagiarism-incident';
/** The engine asks nobody for permission; the wire protocol wants a role all the same. */
const ROLE_ARN = 'arn:aws:iam::000000000000:role/embedded';

/** Fills the `${…}` of a definition as SAM's DefinitionSubstitutions do. @throws DefinitionUnusable for a name that nobody fills */
export function substitute(definition: string, values: Readonly<Record<string, string>>): string {
  return definition.replace(/\$\{([A-Za-z0-9]+)\}/gu, (_all, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new DefinitionUnusable(`The definition names \${${name}}, which is nothing here.`);
    return value;
  });
}

/**
 * Makes the state machine, or publishes a new version of it when the definition changed; executions that run keep theirs.
 * @throws DefinitionUnusable
 */
export async function publishDefinition(
  sfn: SFNClient,
  definition: string,
): Promise<{ stateMachineArn: string; changed: boolean }> {
  const stateMachineArn = await findMachine(sfn);
  try {
    if (stateMachineArn === undefined) {
      const made = await sfn.send(
        new CreateStateMachineCommand({
          name: STATE_MACHINE,
          definition,
          roleArn: ROLE_ARN,
          type: 'STANDARD',
          publish: true,
        }),
      );
      return { stateMachineArn: made.stateMachineArn ?? '', changed: true };
    }
    const now = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    if (now.definition === definition) return { stateMachineArn, changed: false };
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition, publish: true }));
    return { stateMachineArn, changed: true };
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'InvalidDefinition') throw cause;
    throw new DefinitionUnusable(`The workflow's definition cannot be used: ${cause.message}`, { cause });
  }
}

async function findMachine(sfn: SFNClient): Promise<string | undefined> {
  for (let nextToken: string | undefined; ; ) {
    const page = await sfn.send(new ListStateMachinesCommand(nextToken === undefined ? {} : { nextToken }));
    const found = page.stateMachines?.find((machine) => machine.name === STATE_MACHINE);
    if (found) return found.stateMachineArn;
    nextToken = page.nextToken;
    if (nextToken === undefined) return undefined;
  }
}
