import type { Caller } from '@resit/integrity/access/caller';
import type { Deps } from '@resit/integrity/ports/deps';
import { allStaff, createStaff, type WithOneTimePassword } from '@resit/integrity/use-cases/staff/manage-staff';

/** Who acts when nobody has signed in: the first start, and whoever has a shell on the machine. */
export const operator: Caller = { sub: 'operator', name: 'Operator of the server', roles: ['administrator'] };

const FIRST_USERNAME = 'admin';

/** Makes the first administrator; undefined where there are accounts already. */
export async function ensureAdministrator(deps: Deps): Promise<WithOneTimePassword | undefined> {
  if ((await deps.repository.countIn('staff', 'all', 'all')) > 0) return undefined;
  return createStaff(deps, {
    caller: operator,
    username: FIRST_USERNAME,
    name: 'Administrator',
    email: deps.institution.contactAddress,
    roles: ['administrator'],
  });
}

/** User name of the only account, if its owner has not chosen a password yet: the one-time password may be lost or over. */
export async function whoNeverSignedIn(deps: Deps): Promise<string | undefined> {
  if ((await deps.repository.countIn('staff', 'all', 'all')) !== 1) return undefined;
  const [only] = await allStaff(deps);
  return only?.oneTime && only.passwordChosenAt === undefined ? only.username : undefined;
}
