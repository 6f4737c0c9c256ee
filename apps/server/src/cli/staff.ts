import type { Deps } from '@resit/integrity/ports/deps';
import type { StaffAccount } from '@resit/integrity/staff/staff';
import type { WithOneTimePassword } from '@resit/integrity/use-cases/staff/manage-staff';
import { allStaff, changeStaff, createStaff, resetPassword } from '@resit/integrity/use-cases/staff/manage-staff';
import { operator } from '../host/first-data.ts';
import { readArguments, readRoles } from './arguments.ts';
import { type Command, type CommandContext, WrongUsage } from './command.ts';
import { withData } from './offline.ts';

const shown = ({ account, oneTimePassword, expiresAt }: WithOneTimePassword, { loaded, say }: CommandContext): void => {
  say(`user name          ${account.username}`);
  say(`one-time password  ${oneTimePassword}`);
  say(`good until ${expiresAt}; to be changed at the first sign-in, at ${loaded.settings.origin}/admin/`);
};

async function accountOf(deps: Deps, username: string): Promise<StaffAccount> {
  const wanted = username.normalize('NFKC').toLowerCase();
  const found = (await allStaff(deps)).find((account) => account.username === wanted);
  if (!found) throw new WrongUsage(`There is no account ${username}. npm run resit -- staff list shows them all.`);
  return found;
}

const list: Command = {
  usage: 'staff list',
  meaning: 'Shows all staff accounts',
  run: ({ loaded, say }) =>
    withData(loaded.settings, async (deps) => {
      for (const { username, name, roles, disabled, oneTime } of await allStaff(deps))
        say(
          `${username}\t${name}\t${roles.join(', ')}${disabled ? '\tdisabled' : ''}${oneTime ? '\tone-time password' : ''}`,
        );
      return 0;
    }),
};

const add: Command = {
  usage: 'staff add USERNAME --name "Full Name" --email ADDRESS --role officer',
  meaning: 'Makes an account; prints its one-time password once',
  run(context, args) {
    const { words, options } = readArguments(args, { usage: this.usage, words: 1, options: ['name', 'email', 'role'] });
    const [username = ''] = words;
    const [name] = options.name ?? [];
    const [email] = options.email ?? [];
    if (!name || !email) throw new WrongUsage(`Use it like this: ${this.usage}`);
    const roles = readRoles(options.role);
    return withData(context.loaded.settings, async (deps) => {
      shown(await createStaff(deps, { caller: operator, username, name, email, roles }), context);
      return 0;
    });
  },
};

const reset: Command = {
  usage: 'staff reset-password USERNAME',
  meaning: 'Gives an account a new one-time password; prints it once',
  run(context, args) {
    const [username = ''] = readArguments(args, { usage: this.usage, words: 1, options: [] }).words;
    return withData(context.loaded.settings, async (deps) => {
      const account = await accountOf(deps, username);
      shown(await resetPassword(deps, { caller: operator, staffId: account.id }), context);
      return 0;
    });
  },
};

const switched = (disabled: boolean): Command => ({
  usage: `staff ${disabled ? 'disable' : 'enable'} USERNAME`,
  meaning: disabled ? 'Shuts an account out, at once' : 'Lets a disabled account in again',
  run({ loaded, say }, args) {
    const [username = ''] = readArguments(args, { usage: this.usage, words: 1, options: [] }).words;
    return withData(loaded.settings, async (deps) => {
      const { id: staffId, version: expectedVersion, name, email, roles } = await accountOf(deps, username);
      await changeStaff(deps, { caller: operator, staffId, expectedVersion, name, email, roles, disabled });
      say(`${username} is ${disabled ? 'disabled' : 'enabled'}.`);
      return 0;
    });
  },
});

export const staffCommands: Readonly<Record<string, Command>> = {
  'staff list': list,
  'staff add': add,
  'staff reset-password': reset,
  'staff disable': switched(true),
  'staff enable': switched(false),
};
