import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { progressLines } from '@resit/persistence/transfer/progress';
import { writeTransfer } from '@resit/persistence/transfer/write-transfer';
import { dataFile, openDataFile, openDataFolder, whoWorksIn } from '../host/data-folder.ts';
import { freeze, readFrozen, unfreeze } from '../host/frozen.ts';
import { lastBeat } from '../host/heartbeat.ts';
import { productVersion } from '../host/version.ts';
import type { Settings } from '../settings/table.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, WrongUsage } from './command.ts';
import { NoData } from './offline.ts';
import { type UnregisteredReport, unregisteredReports } from './unregistered.ts';

const EXPORT_ID_BITS = 130;

const exportCommand: Command = {
  usage: 'export FILE [--freeze]',
  meaning:
    'Writes the whole office into one file, also while the server runs; with --freeze, to go on elsewhere: the server has to be stopped and will not start again',
  async run(context, args) {
    const { words, flags } = readArguments(args, { usage: this.usage, words: 1, options: [], flags: ['freeze'] });
    const file = resolve(words[0] ?? '');
    const { dataFolder } = context.loaded.settings;
    if (existsSync(file)) throw new WrongUsage(`${file} is there already. Name a file that is new.`);
    if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
      throw new WrongUsage(`There is no folder ${dirname(file)}.`);
    if (!existsSync(dataFile(dataFolder, 'resit.db'))) throw new NoData(`There is no data in ${resolve(dataFolder)}.`);
    if (existsSync(dataFile(dataFolder, 'clock.json')))
      throw new WrongUsage(
        `${resolve(dataFolder)} has been run on a clock of its own (RESIT_CLOCK_SPEED): its deadlines mean nothing elsewhere.`,
      );
    if (flags.freeze) await exportFrozen(context, file);
    else await write(context, file, {});
    return 0;
  },
};

/** The mark comes first: there is no moment in which the file is there and the office could go on. */
async function exportFrozen(context: CommandContext, file: string): Promise<void> {
  const { dataFolder } = context.loaded.settings;
  const who = whoWorksIn(dataFolder);
  if (who) throw new WrongUsage(`A server works in ${resolve(dataFolder)} (process ${who.pid}). Stop it first.`);
  const folder = openDataFolder(dataFolder, { evenIfFrozen: true });
  try {
    const mark = folder.file('frozen.json');
    const before = readFrozen(mark);
    const exportId = systemIds.random(EXPORT_ID_BITS);
    freeze(mark, { at: before?.at ?? new Date().toISOString(), exportId });
    try {
      const executions = await unregisteredReports(dataFolder);
      const stoppedAt = new Date(lastBeat(folder.file('heartbeat')) ?? Date.now()).toISOString();
      await write(context, file, { exportId, stoppedAt, executions });
    } catch (error) {
      if (!before) unfreeze(mark);
      throw error;
    }
    context.say(
      `The office in ${folder.path} is frozen and will not start again. To take that back: npm run resit -- unfreeze`,
    );
  } finally {
    folder.release();
  }
}

interface Frozen {
  exportId?: string;
  stoppedAt?: string;
  executions?: UnregisteredReport[];
}

async function write(
  { loaded, say }: CommandContext,
  file: string,
  { exportId = systemIds.random(EXPORT_ID_BITS), stoppedAt, executions = [] }: Frozen,
): Promise<void> {
  const { counts } = await openDataFile(dataFile(loaded.settings.dataFolder, 'resit.db'), (databaseFile) =>
    writeTransfer({
      databaseFile,
      file,
      executions,
      header: {
        id: exportId,
        product: productVersion(),
        exportedAt: new Date().toISOString(),
        ...(stoppedAt === undefined ? {} : { stoppedAt }),
        settings: settingsOf(loaded.settings),
      },
      progress: progressLines('Exporting', (line) => process.stderr.write(`${line}\n`)),
    }),
  );
  const { incident, exam, mail, question } = counts.items;
  say(
    `${file} holds ${incident} incidents, ${exam} exams, ${mail} mails, ${question} versions of questions and ${counts.auditEntries} audit entries.`,
  );
  if (executions.length > 0) say(`Reports that were not yet registered, and are carried along: ${executions.length}.`);
  say(
    'It holds personal data and the keys of the audit trail: keep it as safe as the data folder, and delete it after use.',
  );
}

const settingsOf = ({ institution, origin, timeZone, contactName, contactAddress }: Settings) => ({
  institution,
  origin,
  timeZone,
  contactName,
  contactAddress,
});

const unfreezeCommand: Command = {
  usage: 'unfreeze',
  meaning: 'Lets an office that was exported with --freeze start here again; it must never go on elsewhere then',
  async run({ loaded, say }, args) {
    readArguments(args, { usage: this.usage, words: 0, options: [] });
    const file = dataFile(loaded.settings.dataFolder, 'frozen.json');
    const mark = readFrozen(file);
    if (!mark) {
      say(`The office in ${resolve(loaded.settings.dataFolder)} is not frozen.`);
      return 0;
    }
    const folder = openDataFolder(loaded.settings.dataFolder, { evenIfFrozen: true });
    try {
      unfreeze(file);
    } finally {
      folder.release();
    }
    say(
      `The office may start here again. The file of export ${mark.exportId} must not be started anywhere: destroy it.`,
    );
    return 0;
  },
};

export const exportCommands: Readonly<Record<string, Command>> = { export: exportCommand, unfreeze: unfreezeCommand };
