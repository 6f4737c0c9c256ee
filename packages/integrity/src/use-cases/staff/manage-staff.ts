import type { Caller, Role } from '../../access/caller.ts';
import { roles, staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import type { AuditNote } from '../../audit/audit.ts';
import { InvalidInput, NotFound, VersionMismatch, WrongState } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import { allItems } from '../../ports/pages.ts';
import { Conflict } from '../../ports/repository.ts';
import { hashPassword } from '../../staff/password.ts';
import type { StaffAccount } from '../../staff/staff.ts';
import { retryOnConflict } from '../decide.ts';

/** Bits of a one-time password, and how long it is good for. */
const ONE_TIME_BITS = 128;
const ONE_TIME_MS = 24 * 60 * 60 * 1000;

export interface StaffDetails {
  name: string;
  email: string;
  roles: readonly Role[];
}

/** An account with the password that is shown once and must be changed at the next sign-in. */
export interface WithOneTimePassword {
  account: StaffAccount;
  oneTimePassword: string;
  expiresAt: string;
}

const sorted = (given: readonly Role[]): Role[] => roles.filter((role) => given.includes(role));
const iso = (ms: number): string => new Date(ms).toISOString();

const noteOf = (
  deps: Deps,
  caller: Caller,
  action: string,
  account: StaffAccount,
  facts: AuditNote['facts'] = {},
): AuditNote => ({
  chain: 'staff',
  at: iso(deps.clock.nowMs()),
  actor: staffActor(caller),
  action,
  facts: { staffId: account.id, username: account.username, ...facts },
});

async function oneTime(deps: Deps) {
  // Groups of five are easier to read out and type over.
  const oneTimePassword = (deps.ids.random(ONE_TIME_BITS).match(/.{1,5}/g) ?? []).join('-');
  return {
    oneTimePassword,
    expiresAt: iso(deps.clock.nowMs() + ONE_TIME_MS),
    passwordHash: await hashPassword(oneTimePassword, deps.passwordCost),
  };
}

/**
 * Makes an account of the built-in issuer with a one-time password.
 * @throws NotAllowed, InvalidInput for a name that is taken or an account without a role
 */
export async function createStaff(
  deps: Deps,
  input: StaffDetails & { caller: Caller; username: string },
): Promise<WithOneTimePassword> {
  assertMay(input.caller, 'createStaff');
  assertSomeRole(input.roles);
  const username = input.username.normalize('NFKC').toLowerCase();
  const taken = await deps.repository.query('staff', 'byUsername', { partition: username, limit: 1 });
  if (taken.items.length > 0) throw usernameTaken();
  const { oneTimePassword, expiresAt, passwordHash } = await oneTime(deps);
  const account: StaffAccount = {
    id: deps.ids.random(ONE_TIME_BITS),
    version: 0,
    shape: 1,
    username,
    name: input.name,
    email: input.email,
    roles: sorted(input.roles),
    passwordHash,
    oneTime: { expiresAt },
    disabled: false,
    failures: { count: 0 },
    createdAt: iso(deps.clock.nowMs()),
  };
  await deps.repository.commit([
    { type: 'put', kind: 'staff', item: account, expected: null },
    { type: 'audit', note: noteOf(deps, input.caller, 'staff.created', account, { roles: account.roles.join(' ') }) },
  ]);
  return { account: { ...account, version: 1 }, oneTimePassword, expiresAt };
}

const usernameTaken = () =>
  new InvalidInput([{ pointer: '/username', code: 'taken', message: 'Somebody has this user name. Choose another.' }]);

function assertSomeRole(given: readonly Role[]): void {
  if (given.length === 0) {
    throw new InvalidInput([{ pointer: '/roles', code: 'required', message: 'Choose at least one role.' }]);
  }
}

/**
 * Changes an account. Nobody takes the last administrator away, nor their own administration.
 * @throws NotAllowed, NotFound, VersionMismatch, InvalidInput, WrongState
 */
export async function changeStaff(
  deps: Deps,
  input: StaffDetails & { caller: Caller; staffId: string; disabled: boolean; expectedVersion: number },
): Promise<StaffAccount> {
  const { caller, staffId, expectedVersion } = input;
  assertMay(caller, 'putStaff');
  assertSomeRole(input.roles);
  const account = await loadAccount(deps, staffId);
  if (account.version !== expectedVersion) throw new VersionMismatch('account');
  const changed: StaffAccount = {
    ...account,
    name: input.name,
    email: input.email,
    roles: sorted(input.roles),
    disabled: input.disabled,
  };
  if (isAdministrator(account) && !isAdministrator(changed)) {
    if (caller.sub === staffId) throw new WrongState('Ask another administrator to take your own administration away.');
    if (!(await hasOtherAdministrator(deps, staffId))) throw new WrongState('The last administrator has to stay one.');
  }
  const facts = {
    roles: changed.roles.join(' '),
    rolesBefore: account.roles.join(' '),
    disabled: changed.disabled,
  };
  try {
    await deps.repository.commit([
      { type: 'put', kind: 'staff', item: changed, expected: expectedVersion },
      { type: 'audit', note: noteOf(deps, caller, 'staff.changed', changed, facts) },
    ]);
  } catch (error) {
    throw error instanceof Conflict ? new VersionMismatch('account') : error;
  }
  return { ...changed, version: expectedVersion + 1 };
}

const isAdministrator = (account: StaffAccount): boolean =>
  !account.disabled && account.roles.includes('administrator');

async function hasOtherAdministrator(deps: Deps, staffId: string): Promise<boolean> {
  return (await allStaff(deps)).some((account) => account.id !== staffId && isAdministrator(account));
}

/** All accounts, by user name. */
export const allStaff = ({ repository }: Pick<Deps, 'repository'>): Promise<StaffAccount[]> =>
  allItems(repository, 'staff', 'all', { partition: 'all' });

/**
 * Gives an account a new one-time password; the old password ends at once.
 * @throws NotAllowed, NotFound
 */
export async function resetPassword(
  deps: Deps,
  input: { caller: Caller; staffId: string },
): Promise<WithOneTimePassword> {
  assertMay(input.caller, 'resetStaffPassword');
  const { oneTimePassword, expiresAt, passwordHash } = await oneTime(deps);
  return retryOnConflict(async () => {
    const account = await loadAccount(deps, input.staffId);
    const changed: StaffAccount = { ...account, passwordHash, oneTime: { expiresAt }, failures: { count: 0 } };
    await deps.repository.commit([
      { type: 'put', kind: 'staff', item: changed, expected: account.version },
      { type: 'audit', note: noteOf(deps, input.caller, 'staff.password-reset', changed) },
    ]);
    return { account: { ...changed, version: account.version + 1 }, oneTimePassword, expiresAt };
  });
}

async function loadAccount(deps: Deps, staffId: string): Promise<StaffAccount> {
  const account = await deps.repository.get('staff', staffId);
  if (!account) throw new NotFound('account');
  return account;
}
