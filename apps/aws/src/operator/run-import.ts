import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Shipped } from '@resit/functions/hosting/shipped';
import { loadBank } from '@resit/integrity/use-cases/first-data';
import { createDynamodbRepository } from '@resit/persistence/dynamodb/dynamodb-repository';
import { openImport } from '@resit/persistence/dynamodb/import-office';
import { recordsOf } from '@resit/persistence/transfer/check-transfer';
import { recordsIn } from '@resit/persistence/transfer/format';
import { progressLines } from '@resit/persistence/transfer/progress';
import { createDeps } from '../deps.ts';
import { systemClock } from '../system-clock.ts';
import { type ImportArguments, WrongUsage } from './import-arguments.ts';

export interface ImportContext {
  dynamodb: DynamoDBClient;
  sfn: SFNClient;
  shipped: Shipped;
  say(line: string): void;
  /** Where progress goes. */
  sayProgress(line: string): void;
}

/** Imports as the arguments say. @throws TransferUnusable, TableNotEmpty, OfficeAtWork, WrongUsage, RepositoryUnavailable */
export async function runImport(given: ImportArguments, context: ImportContext): Promise<void> {
  const { tableName, stateMachineArn, file } = given;
  const { say, shipped, sfn } = context;
  const repository = createDynamodbRepository({ client: context.dynamodb, tableName, clock: systemClock });
  const office = await openImport({
    client: context.dynamodb,
    tableName,
    stateMachineArn,
    file,
    subjects: await subjectsById(given),
    nowMs: systemClock.nowMs,
    progress: (what) => progressLines(what, context.sayProgress),
    depsFor: ({ settings }) =>
      createDeps(
        repository,
        { workflow: { sfn, stateMachineArn }, templates: shipped.templates, topics: shipped.topics },
        {
          RESIT_INSTITUTION: settings.institution,
          RESIT_ORIGIN: given.origin ?? settings.origin,
          RESIT_TIMEZONE: settings.timeZone,
          RESIT_CONTACT_NAME: settings.contactName,
          RESIT_CONTACT_ADDRESS: settings.contactAddress,
        },
      ),
  });
  const { header, state } = office;
  say(
    `The file is whole: ${recordsIn(header.counts)} records, ${header.counts.items.incident} incidents, written at ${header.exportedAt} by Resit ${header.product}.`,
  );
  if (header.stoppedAt === undefined)
    say('The office was at work when it was written: good for a rehearsal of loading, and for nothing to start from.');
  if (given.dryRun) {
    say(state ? `The table has this import in it (${state.phase}).` : 'The table is as a deployment leaves it.');
    say('Nothing was written.');
    return;
  }
  await office.load();
  const newer = await loadBank({ repository, clock: systemClock }, shipped.questions);
  say(`Everything is in ${tableName}${newer > 0 ? `, with ${newer} newer questions of this release` : ''}.`);
  if (!given.start) {
    say('Nothing goes on yet. Look at it in the Admin site, then call this again with --start.');
    return;
  }
  const started = await office.start();
  if (!started) {
    say('It had been started before: nothing was done.');
    return;
  }
  say(
    `Carried on: ${started.resumed} incidents in new executions, ${started.reports} reports that were on their way. ${started.ended} have ended; ${started.stopped} had stopped and wait for you to resume them. ${started.deadlinesMoved} deadlines were moved on by a day for the time in which nobody could sit an exam.`,
  );
}

/** The new subjects by the old ones, which only the file knows. */
async function subjectsById({ file, subjects }: ImportArguments): Promise<Map<string, string>> {
  const byId = new Map<string, string>();
  if (subjects.size === 0) return byId;
  const unknown = new Set(subjects.keys());
  for await (const { record } of recordsOf(file)) {
    if (record.type !== 'item' || record.kind !== 'staff') continue;
    const { id, username } = record.item;
    const subject = subjects.get(username);
    if (subject !== undefined) byId.set(id, subject);
    unknown.delete(username);
  }
  if (unknown.size > 0) throw new WrongUsage(`The file has no account called ${[...unknown].join(', ')}.`);
  return byId;
}
