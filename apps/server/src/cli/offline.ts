import { existsSync } from 'node:fs';
import { systemIds } from '@resit/functions/hosting/system-ids';
import type { Deps } from '@resit/integrity/ports/deps';
import { openSqliteRepository, type SqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import { dataFile } from '../host/data-folder.ts';
import { createEngineDoor, stateMachineArn } from '../host/engine.ts';
import { openKeys } from '../host/keys.ts';
import { readShipped } from '../host/shipped.ts';
import type { Settings } from '../settings/table.ts';

/** There is no data folder yet. */
export class NoData extends Error {
  readonly code = 'no-data';
}

/**
 * What use cases need, over the files of the data folder, whether a server works there or not. The workflow's engine is
 * not to be had here: use cases that call it do not belong into a command.
 * @throws NoData
 */
export async function withData<T>(
  settings: Settings,
  work: (deps: Deps, repository: SqliteRepository) => Promise<T>,
): Promise<T> {
  const file = dataFile(settings.dataFolder, 'resit.db');
  if (!existsSync(file))
    throw new NoData(`There is no data in ${settings.dataFolder} yet: start the server once, or mend RESIT_DATA.`);
  const shipped = readShipped();
  const repository = openSqliteRepository({ file });
  const clock = { nowMs: () => Date.now() };
  try {
    const deps: Deps = {
      repository,
      clock,
      workflowClock: clock,
      ids: systemIds,
      sfn: createEngineDoor().sfn,
      stateMachineArn,
      institution: {
        name: settings.institution,
        origin: settings.origin,
        timeZone: settings.timeZone,
        contactName: settings.contactName,
        contactAddress: settings.contactAddress,
      },
      templates: shipped.templates,
      topics: shipped.topics,
      staffElsewhere: settings.oidcIssuer !== undefined,
      mailMode: settings.smtpUrl === undefined ? 'trial' : 'smtp',
      wake: { callbacks: () => undefined, mail: () => undefined },
      pepper: openKeys(dataFile(settings.dataFolder, 'keys.json')).pepper,
    };
    return await work(deps, repository);
  } finally {
    await repository.close();
  }
}
