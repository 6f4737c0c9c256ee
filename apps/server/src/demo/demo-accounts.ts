import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Caller, Role } from '@resit/integrity/access/caller';
import type { Deps } from '@resit/integrity/ports/deps';
import { hashPassword } from '@resit/integrity/staff/password';
import { z } from 'zod';

/** Who may look around in the demonstration, with passwords that are shown at every start. */
export interface DemoAccount {
  username: string;
  password: string;
  caller: Caller;
}

const people: readonly { username: string; name: string; roles: Role[] }[] = [
  { username: 'admin', name: 'Ada Administrator', roles: ['administrator'] },
  { username: 'officer', name: 'Olive Adeyemi', roles: ['officer'] },
  { username: 'lecturer', name: 'Leo Papadopoulos', roles: ['lecturer'] },
];
const fileSchema = z.object({ password: z.string() });
const PASSWORD_BITS = 60;

/** Makes the accounts at the first start; reads them at later ones. */
export async function demoAccounts(deps: Deps, file: string): Promise<DemoAccount[]> {
  const isThere = existsSync(file);
  const password = isThere
    ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).password
    : deps.ids.random(PASSWORD_BITS);
  if (!isThere) {
    const passwordHash = await hashPassword(password, deps.passwordCost);
    const createdAt = new Date(deps.clock.nowMs()).toISOString();
    await deps.repository.commit(
      people.map(({ username, name, roles }) => ({
        type: 'put' as const,
        kind: 'staff' as const,
        item: {
          id: `demo-${username}`,
          version: 0,
          shape: 1 as const,
          username,
          name,
          email: `${username}@example.edu`,
          roles,
          passwordHash,
          disabled: false,
          failures: { count: 0 },
          createdAt,
        },
      })),
    );
    writeFileSync(file, JSON.stringify({ password }), { mode: 0o600 });
  }
  return people.map(({ username, name, roles }) => ({
    username,
    password,
    caller: { sub: `demo-${username}`, name, roles },
  }));
}
