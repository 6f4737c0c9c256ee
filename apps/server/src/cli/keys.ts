import { existsSync } from 'node:fs';
import { dataFile, whoWorksIn } from '../host/data-folder.ts';
import { type Keys, makeKeys, openKeys, rotated, writeKeys } from '../host/keys.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, WrongUsage } from './command.ts';
import { NoData } from './offline.ts';

/** Puts other keys in the place of those there are. A server reads them when it starts, so none may be at work. */
function change({ loaded }: CommandContext, usage: string, args: readonly string[], make: (old: Keys) => Keys): void {
  readArguments(args, { usage, words: 0, options: [] });
  const { dataFolder } = loaded.settings;
  const file = dataFile(dataFolder, 'keys.json');
  if (!existsSync(file)) throw new NoData(`There are no keys in ${dataFolder} yet: the first start makes them.`);
  const who = whoWorksIn(dataFolder);
  if (who) throw new WrongUsage(`A server works in ${dataFolder} (process ${who.pid}). Stop it first.`);
  writeKeys(file, make(openKeys(file)));
}

const rotate: Command = {
  usage: 'keys rotate',
  meaning:
    'Makes new keys, and believes the last ones still; nobody has to sign in again. The server has to be stopped',
  async run(context, args) {
    change(context, this.usage, args, rotated);
    context.say(
      'There are new keys. Sign-ins go on; exam codes that are on their way end, and students ask for another.',
    );
    return 0;
  },
};

const replace: Command = {
  usage: 'keys replace',
  meaning:
    'Makes new keys and forgets all others, for when they got out; staff sign in again. The server has to be stopped',
  async run(context, args) {
    change(context, this.usage, args, makeKeys);
    context.say('There are new keys, and the old ones are worth nothing. Staff and other systems sign in again.');
    return 0;
  },
};

export const keysCommands: Readonly<Record<string, Command>> = { 'keys rotate': rotate, 'keys replace': replace };
