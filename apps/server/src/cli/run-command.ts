import { isResitError } from '@resit/integrity/errors';
import { productVersion } from '../host/version.ts';
import { isPlain } from '../plain-error.ts';
import { listing } from '../settings/listing.ts';
import { readSettings } from '../settings/read.ts';
import { backupCommands } from './backup.ts';
import { clientCommands } from './client.ts';
import type { Command } from './command.ts';
import { doctorCommands } from './doctor.ts';
import { exportCommands } from './export.ts';
import { keysCommands } from './keys.ts';
import { staffCommands } from './staff.ts';

const settings: Command = {
  usage: 'settings',
  meaning: 'Shows every setting: value, where it is from, what it means',
  async run({ loaded, say }) {
    say(listing(loaded));
    for (const warning of loaded.warnings) say(`Note: ${warning}`);
    return 0;
  },
};

const version: Command = {
  usage: 'version',
  meaning: "Shows Resit's version and Node's",
  async run({ say }) {
    say(`resit ${productVersion()}, node ${process.versions.node}`);
    return 0;
  },
};

const commands: Readonly<Record<string, Command>> = {
  settings,
  ...staffCommands,
  ...clientCommands,
  ...doctorCommands,
  ...backupCommands,
  ...exportCommands,
  ...keysCommands,
  version,
};

const help = (): string =>
  [
    'npm run resit -- COMMAND',
    ...Object.values(commands).map(({ usage, meaning }) => `  ${usage}\n      ${meaning}`),
  ].join('\n');

/** Runs one administration command. Returns the process's exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const say = (line: string) => {
    process.stdout.write(`${line}\n`);
  };
  const two = args.slice(0, 2).join(' ');
  const [name, rest] = Object.hasOwn(commands, two) ? [two, args.slice(2)] : [args[0] ?? '', args.slice(1)];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const isAsked = ['', 'help', '--help', '-h'].includes(name);
    if (!isAsked) process.stderr.write(`There is no command ${args.join(' ')}.\n`);
    say(help());
    return isAsked ? 0 : 2;
  }
  try {
    return await command.run({ loaded: readSettings(), say }, rest);
  } catch (error) {
    if (!isResitError(error) && !isPlain(error)) throw error;
    const fields = 'errors' in error && Array.isArray(error.errors) ? (error.errors as { message: string }[]) : [];
    process.stderr.write(`${[error.message, ...fields.map(({ message }) => `  ${message}`)].join('\n')}\n`);
    return error.code === 'wrong-usage' ? 2 : 1;
  }
}
