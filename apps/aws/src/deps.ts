import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { tracedRepository } from '@resit/functions/hosting/tracing/traced-repository';
import type { Deps } from '@resit/integrity/ports/deps';
import type { Repository } from '@resit/integrity/ports/repository';
import { createDynamodbRepository } from '@resit/persistence/dynamodb/dynamodb-repository';
import { readEnvironment } from './environment.ts';
import { readShippedContent } from './shipped-content.ts';
import { systemClock } from './system-clock.ts';
import { tracing } from './tracing/tracing.ts';

/** A function used what it was not given: its role has no permission for it either. */
export class NotGranted extends Error {
  override readonly name = 'NotGranted';
  readonly code = 'not-granted';
}

/** What a function may use besides the table. */
export interface Granted {
  workflow?: { sfn: SFNClient; stateMachineArn: string };
  pepper?: string;
}

/** The table that the function's environment names. */
export function openRepository(): Repository {
  const { TABLE_NAME } = readEnvironment(['TABLE_NAME']);
  const client = new DynamoDBClient({});
  return tracedRepository(createDynamodbRepository({ client, tableName: TABLE_NAME, clock: systemClock }), tracing);
}

/** Adapters for the function's environment. @throws EnvironmentUnusable */
export function openDeps(granted: Granted = {}): Deps {
  const environment = readEnvironment([
    'RESIT_ORIGIN',
    'RESIT_TIMEZONE',
    'RESIT_INSTITUTION',
    'RESIT_CONTACT_NAME',
    'RESIT_CONTACT_ADDRESS',
  ]);
  const { templates, topics } = readShippedContent();
  return createDeps(openRepository(), { ...granted, templates, topics }, environment);
}

type Institution = Readonly<
  Record<
    'RESIT_ORIGIN' | 'RESIT_TIMEZONE' | 'RESIT_INSTITUTION' | 'RESIT_CONTACT_NAME' | 'RESIT_CONTACT_ADDRESS',
    string
  >
>;

/** What a use case acts through; whatever was not granted fails when it is used, and not before. */
export function createDeps(
  repository: Repository,
  { workflow, pepper, templates, topics }: Granted & Pick<Deps, 'templates' | 'topics'>,
  environment: Institution,
): Deps {
  const deps = {
    repository,
    clock: systemClock,
    workflowClock: systemClock,
    ids: systemIds,
    tracing,
    institution: {
      name: environment.RESIT_INSTITUTION,
      origin: environment.RESIT_ORIGIN,
      timeZone: environment.RESIT_TIMEZONE,
      contactName: environment.RESIT_CONTACT_NAME,
      contactAddress: environment.RESIT_CONTACT_ADDRESS,
    },
    templates,
    topics,
    staffElsewhere: true,
    mailMode: 'smtp' as const,
    // The table's stream tells the drains of every callback and mail that is written.
    wake: { callbacks: () => undefined, mail: () => undefined },
  };
  return Object.defineProperties(deps, {
    sfn: given('sfn', workflow?.sfn),
    stateMachineArn: given('stateMachineArn', workflow?.stateMachineArn),
    pepper: given('pepper', pepper),
  }) as typeof deps & Pick<Deps, 'sfn' | 'stateMachineArn' | 'pepper'>;
}

const given = (name: string, value: unknown): PropertyDescriptor =>
  value === undefined
    ? {
        get: () => {
          throw new NotGranted(`This function was not given ${name}.`);
        },
      }
    : { value, enumerable: true };
