import type { StaffAccount } from '@resit/integrity/staff/staff';

/**
 * True while an account lets its owner in with what began at `sinceS` (seconds since 1970): not while it is disabled or
 * waits for a password to be chosen, nor with a session or token from before that choice.
 */
export function isInForce(account: StaffAccount, sinceS: number): boolean {
  if (account.disabled || account.oneTime !== undefined) return false;
  const chosenAt = account.passwordChosenAt;
  return chosenAt === undefined || sinceS >= Math.floor(Date.parse(chosenAt) / 1000);
}
