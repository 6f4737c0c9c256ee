import { type Caller, hasRole } from '../../access/caller.ts';
import type { Deps } from '../../ports/deps.ts';
import { Conflict } from '../../ports/repository.ts';
import type { StaffAccount } from '../../staff/staff.ts';
import { allStaff } from './manage-staff.ts';

const DAY_MS = 86_400_000;
/** Who has not called for so long may have left; holidays are shorter. */
const SEEN_DAYS = 60;

/** Officers with an account here that is in force; none where accounts are kept elsewhere. */
export async function activeOfficers(deps: Pick<Deps, 'repository' | 'staffElsewhere'>): Promise<StaffAccount[]> {
  if (deps.staffElsewhere) return [];
  return (await allStaff(deps)).filter((account) => !account.disabled && account.roles.includes('officer'));
}

/**
 * Keeps, where accounts are kept elsewhere, that an officer has called: once a day each. Systems are not people; they have
 * no name in their tokens, which is all that tells them from officers there.
 */
export async function noteOfficer(deps: Deps, caller: Caller): Promise<void> {
  if (!deps.staffElsewhere || !hasRole(caller, 'officer') || isNameless(caller)) return;
  const nowMs = deps.clock.nowMs();
  const known = await deps.repository.get('seenOfficer', caller.sub);
  if (known && known.name === caller.name && nowMs - Date.parse(known.seenAt) < DAY_MS) return;
  const item = { id: caller.sub, version: 0, name: caller.name, seenAt: new Date(nowMs).toISOString() };
  try {
    await deps.repository.commit([{ type: 'put', kind: 'seenOfficer', item, expected: known?.version ?? null }]);
  } catch (error) {
    // Two calls at once: the other one has put it on record.
    if (!(error instanceof Conflict)) throw error;
  }
}

/** The authorizer calls who has no name by their subject. */
const isNameless = ({ name, sub }: Caller): boolean => name === '' || name === sub;

/** True if there is another officer than the caller, by the accounts here or by who has called of those kept elsewhere. */
export async function hasOtherOfficer(deps: Deps, caller: Caller): Promise<boolean> {
  const isOther = ({ id }: { id: string }): boolean => id !== caller.sub;
  if (!deps.staffElsewhere) return (await activeOfficers(deps)).some(isOther);
  const from = new Date(deps.clock.nowMs() - SEEN_DAYS * DAY_MS).toISOString();
  // The caller is at most one of the two.
  const { items } = await deps.repository.query('seenOfficer', 'all', { partition: 'all', from, limit: 2 });
  return items.some(isOther);
}
