import { parseArgs } from 'node:util';
import { type Role, roles } from '@resit/integrity/access/caller';
import { WrongUsage } from './command.ts';

/** Plain words, `--option value` pairs and flags of a command. @throws WrongUsage */
export function readArguments<O extends string, F extends string = never>(
  args: readonly string[],
  given: { usage: string; words: number; options: readonly O[]; flags?: readonly F[] },
): { words: string[]; options: Partial<Record<O, string[]>>; flags: Partial<Record<F, true>> } {
  const { flags = [] } = given;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(given.options.map((name) => [name, { type: 'string', multiple: true } as const])),
        ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' } as const])),
      },
    });
    if (positionals.length !== given.words) throw new WrongUsage(`Use it like this: ${given.usage}`);
    const raised = flags.filter((name) => values[name] === true);
    return {
      words: positionals,
      options: values as Partial<Record<O, string[]>>,
      flags: Object.fromEntries(raised.map((name) => [name, true])) as Partial<Record<F, true>>,
    };
  } catch (cause) {
    if (cause instanceof WrongUsage) throw cause;
    throw new WrongUsage(`${(cause as Error).message}\nUse it like this: ${given.usage}`, { cause });
  }
}

/** Roles of one or more `--role` options, each perhaps with several, comma-separated. @throws WrongUsage */
export function readRoles(given: readonly string[] | undefined): Role[] {
  const words = (given ?? []).flatMap((text) => text.split(',')).map((word) => word.trim().toLowerCase());
  const wrong = words.find((word) => !roles.some((role) => role === word));
  if (wrong !== undefined || words.length === 0)
    throw new WrongUsage(
      `${wrong === undefined ? 'A role is missing' : `There is no role ${wrong}`}. Roles are: ${roles.join(', ')}.`,
    );
  return roles.filter((role) => words.includes(role));
}
