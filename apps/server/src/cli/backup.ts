import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { dataFile, prepareDataFolder, whoWorksIn } from '../host/data-folder.ts';
import { productVersion } from '../host/version.ts';
import { readArguments } from './arguments.ts';
import { type Command, WrongUsage } from './command.ts';
import { NoData } from './offline.ts';

/** The engine's file first: what the repository decided later is told to it again, the other way round it would be lost. */
const databases = ['engine.db', 'resit.db', 'issuer.db'] as const;
const others = ['keys.json', 'clock.json', 'heartbeat', 'frozen.json'] as const;
const FOLDER = 'evidence';
const MANIFEST = 'backup.json';

const manifestSchema = z.object({
  shape: z.literal(1),
  version: z.string(),
  at: z.string(),
  /** SHA-256 of each file, hex. */
  files: z.record(z.string(), z.string()),
});

/** A backup that is not whole, or not one at all. */
export class BackupUnusable extends Error {
  readonly code = 'backup-unusable';
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const backup: Command = {
  usage: 'backup FOLDER',
  meaning: 'Copies all data into a new folder, also while the server runs',
  async run({ loaded, say }, args) {
    const [given = ''] = readArguments(args, { usage: this.usage, words: 1, options: [] }).words;
    const { dataFolder } = loaded.settings;
    const target = resolve(given);
    if (existsSync(target) && readdirSync(target).length > 0)
      throw new WrongUsage(`${target} is not empty. Name a folder that is new: a backup never writes over another.`);
    if (!existsSync(dataFile(dataFolder, 'resit.db'))) throw new NoData(`There is no data in ${resolve(dataFolder)}.`);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    const files: Record<string, string> = {};
    for (const name of databases) {
      const source = dataFile(dataFolder, name);
      if (!existsSync(source)) continue;
      say(`Copying ${name} …`);
      const database = new Database(source, { readonly: true });
      try {
        await database.backup(join(target, name));
      } finally {
        database.close();
      }
      const verdict = integrityOf(join(target, name));
      if (verdict !== 'ok') throw new BackupUnusable(`The copy of ${name} is damaged: ${verdict}`);
      files[name] = sha256(join(target, name));
    }
    for (const name of others) {
      if (!existsSync(dataFile(dataFolder, name))) continue;
      cpSync(dataFile(dataFolder, name), join(target, name));
      files[name] = sha256(join(target, name));
    }
    if (existsSync(dataFile(dataFolder, FOLDER)))
      cpSync(dataFile(dataFolder, FOLDER), join(target, FOLDER), { recursive: true });
    const manifest = { shape: 1, version: productVersion(), at: new Date().toISOString(), files };
    writeFileSync(join(target, MANIFEST), JSON.stringify(manifest, null, 2));
    say(`The backup is in ${target}. It holds keys and personal data: keep it as safe as the data folder.`);
    return 0;
  },
};

/** SQLite's own check of a whole file. */
export function integrityOf(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    return (database.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .join('; ');
  } finally {
    database.close();
  }
}

const restore: Command = {
  usage: 'restore FOLDER',
  meaning: 'Puts a backup in the place of the data folder, which is kept beside it; the server has to be stopped',
  async run({ loaded, say }, args) {
    const [given = ''] = readArguments(args, { usage: this.usage, words: 1, options: [] }).words;
    const source = resolve(given);
    const manifest = readManifest(source);
    const target = resolve(loaded.settings.dataFolder);
    const who = whoWorksIn(target);
    if (who) throw new WrongUsage(`A server works in ${target} (process ${who.pid}). Stop it first.`);
    for (const [name, hash] of Object.entries(manifest.files))
      if (!existsSync(join(source, name)) || sha256(join(source, name)) !== hash)
        throw new BackupUnusable(`${name} in ${source} is missing or not what was backed up. Nothing was changed.`);
    const aside = `${target}.before-${new Date().toISOString().replaceAll(':', '-')}`;
    if (existsSync(target)) renameSync(target, aside);
    prepareDataFolder(target);
    for (const name of Object.keys(manifest.files)) cpSync(join(source, name), join(target, name));
    if (existsSync(join(source, FOLDER))) cpSync(join(source, FOLDER), join(target, FOLDER), { recursive: true });
    say(
      `${target} is as it was at ${manifest.at}.${existsSync(aside) ? ` What was there before is in ${aside}.` : ''}`,
    );
    return 0;
  },
};

function readManifest(folder: string): z.output<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
  } catch (cause) {
    throw new BackupUnusable(`${folder} is no backup of Resit: its ${MANIFEST} is missing or cannot be read.`, {
      cause,
    });
  }
}

export const backupCommands: Readonly<Record<string, Command>> = { backup, restore };
