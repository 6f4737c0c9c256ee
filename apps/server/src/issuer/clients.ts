import { type Role, roles } from '@resit/integrity/access/caller';
import { InvalidInput, NotFound } from '@resit/integrity/errors';
import type { Deps } from '@resit/integrity/ports/deps';
import { allItems } from '@resit/integrity/ports/pages';
import type { ApiClient } from '@resit/integrity/staff/staff';
import { retryOnConflict } from '@resit/integrity/use-cases/decide';
import { operator } from '../host/first-data.ts';
import { hashSecret } from './client-secret.ts';

type ClientDeps = Pick<Deps, 'repository' | 'clock' | 'ids'>;

const ID_BITS = 80;
const SECRET_BITS = 200;
const NAME_LENGTH_MAX = 100;

const note = (deps: ClientDeps, action: string, client: ApiClient) =>
  ({
    type: 'audit',
    note: {
      chain: 'staff',
      at: new Date(deps.clock.nowMs()).toISOString(),
      actor: { kind: 'staff', sub: operator.sub, name: operator.name },
      action,
      facts: { clientId: client.id, roles: client.roles.join(' ') },
    },
  }) as const;

/** Makes a system that may call the API with client credentials; its secret is shown once. @throws InvalidInput */
export async function addClient(
  deps: ClientDeps,
  input: { name: string; roles: readonly Role[] },
): Promise<{ client: ApiClient; secret: string }> {
  const name = input.name.trim();
  if (name === '' || name.length > NAME_LENGTH_MAX)
    throw new InvalidInput([
      { pointer: '/name', code: 'required', message: `Give it a name of at most ${NAME_LENGTH_MAX} characters.` },
    ]);
  if (input.roles.length === 0)
    throw new InvalidInput([{ pointer: '/roles', code: 'required', message: `Give it a role: ${roles.join(', ')}.` }]);
  const secret = deps.ids.random(SECRET_BITS);
  const client: ApiClient = {
    id: `client-${deps.ids.random(ID_BITS)}`,
    version: 0,
    shape: 1,
    name,
    roles: roles.filter((role) => input.roles.includes(role)),
    secretHash: hashSecret(secret),
    disabled: false,
    createdAt: new Date(deps.clock.nowMs()).toISOString(),
  };
  await deps.repository.commit([
    { type: 'put', kind: 'client', item: client, expected: null },
    note(deps, 'client.created', client),
  ]);
  return { client, secret };
}

/** Every system, the oldest first. */
export const allClients = ({ repository }: Pick<Deps, 'repository'>): Promise<ApiClient[]> =>
  allItems(repository, 'client', 'all', { partition: 'all' });

/** Shuts a system out, at once: also the tokens that it holds are refused. @throws NotFound */
export async function disableClient(deps: ClientDeps, id: string): Promise<ApiClient> {
  return retryOnConflict(async () => {
    const client = await deps.repository.get('client', id);
    if (!client) throw new NotFound('client');
    const disabled: ApiClient = { ...client, disabled: true };
    await deps.repository.commit([
      { type: 'put', kind: 'client', item: disabled, expected: client.version },
      note(deps, 'client.disabled', disabled),
    ]);
    return disabled;
  });
}
