import { addClient, allClients, disableClient } from '../issuer/clients.ts';
import { audienceOf } from '../issuer/provider.ts';
import { readArguments, readRoles } from './arguments.ts';
import type { Command } from './command.ts';
import { withData } from './offline.ts';

const add: Command = {
  usage: 'client add NAME --role officer',
  meaning: 'Lets a system call the API; prints its id and secret once',
  run({ loaded, say }, args) {
    const { words, options } = readArguments(args, { usage: this.usage, words: 1, options: ['role'] });
    const [name = ''] = words;
    const roles = readRoles(options.role);
    const { origin } = loaded.settings;
    return withData(loaded.settings, async (deps) => {
      const { client, secret } = await addClient(deps, { name, roles });
      say(`client id      ${client.id}`);
      say(`client secret  ${secret}`);
      say(
        `A token: curl -u 'ID:SECRET' -d grant_type=client_credentials -d resource=${audienceOf(origin)} ${origin}/oidc/token`,
      );
      return 0;
    });
  },
};

const list: Command = {
  usage: 'client list',
  meaning: 'Shows the systems that may call the API',
  run: ({ loaded, say }) =>
    withData(loaded.settings, async (deps) => {
      for (const { id, name, roles, disabled, createdAt } of await allClients(deps))
        say(`${id}\t${name}\t${roles.join(', ')}\tsince ${createdAt.slice(0, 10)}${disabled ? '\tdisabled' : ''}`);
      return 0;
    }),
};

const disable: Command = {
  usage: 'client disable ID',
  meaning: 'Shuts a system out, at once',
  run({ loaded, say }, args) {
    const [id = ''] = readArguments(args, { usage: this.usage, words: 1, options: [] }).words;
    return withData(loaded.settings, async (deps) => {
      const { name } = await disableClient(deps, id);
      say(`${name} is disabled.`);
      return 0;
    });
  },
};

export const clientCommands: Readonly<Record<string, Command>> = {
  'client add': add,
  'client list': list,
  'client disable': disable,
};
