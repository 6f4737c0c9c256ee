import { SFNClient } from '@aws-sdk/client-sfn';
import type { Granted } from './deps.ts';
import { readEnvironment } from './environment.ts';

/** The workflow service, for the functions whose role may call it. @throws EnvironmentUnusable */
export function openWorkflow(): NonNullable<Granted['workflow']> {
  const { STATE_MACHINE_ARN } = readEnvironment(['STATE_MACHINE_ARN']);
  return { sfn: new SFNClient({}), stateMachineArn: STATE_MACHINE_ARN };
}
