import type { Loaded } from '../settings/load.ts';

/** What a command works with. */
export interface CommandContext {
  loaded: Loaded;
  /** One line to the person at the terminal. */
  say(line: string): void;
}

/** One administration command. */
export interface Command {
  /** Words after `npm run resit --`, as the help shows them. */
  usage: string;
  meaning: string;
  /** Returns the process's exit code. */
  run(context: CommandContext, args: readonly string[]): Promise<number>;
}

/** The words of a command do not make sense; the message says which would. */
export class WrongUsage extends Error {
  readonly code = 'wrong-usage';
}
