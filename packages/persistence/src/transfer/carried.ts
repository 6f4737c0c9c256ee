import type { Items } from '@resit/integrity/ports/repository';
import type { TransferKind } from './format.ts';

/**
 * What of an item is carried to another office. Task tokens stay behind: they are the old engine's, and the new one registers
 * its own. So do hashes of passwords and secrets: accounts are at another issuer there.
 */
export function carried<K extends TransferKind>(kind: K, item: Items[K]): Items[K] {
  const carry = carriers[kind] as ((item: Items[K]) => Items[K]) | undefined;
  return carry ? carry(item) : item;
}

const withoutToken = <T extends { waiting?: unknown }>({ waiting: _stays, ...rest }: T): Omit<T, 'waiting'> => rest;

const carriers: { readonly [K in TransferKind]?: (item: Items[K]) => Items[K] } = {
  incident: (incident) => withoutToken(incident) as Items['incident'],
  exam: (exam) => withoutToken(exam) as Items['exam'],
  staff: ({ oneTime: _oneTime, passwordChosenAt: _chosen, ...account }) => ({
    ...account,
    passwordHash: '',
    failures: { count: 0 },
  }),
  client: (client) => ({ ...client, secretHash: '' }),
};
