import { createHash } from 'node:crypto';
import type { Clock } from '@resit/integrity/ports/deps';
import type { Repository } from '@resit/integrity/ports/repository';
import {
  hashPassword,
  isPassword,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  type PasswordCost,
} from '@resit/integrity/staff/password';
import type { StaffAccount } from '@resit/integrity/staff/staff';
import { retryOnConflict } from '@resit/integrity/use-cases/decide';

/** How a try to sign in went. Unknown names, wrong passwords and disabled accounts are answered alike. */
export type SignInResult =
  | { outcome: 'signed-in'; account: StaffAccount }
  | { outcome: 'change-password'; account: StaffAccount }
  | { outcome: 'refused' }
  | { outcome: 'one-time-over' }
  | { outcome: 'wait'; seconds: number };

export interface SignIn {
  /** `browser` is the value of the cookie that a browser got when somebody signed in there, if it has one. */
  signIn(username: string, password: string, browser?: string): Promise<SignInResult>;
  /** Puts on record that the account's owner has signed in in this browser. */
  remember(accountId: string, browser: string): Promise<void>;
  /**
   * Replaces the one-time password with which `signedIn` came in, unless it has been replaced since; answers what is wrong
   * with the new one, if anything.
   */
  choosePassword(
    signedIn: Pick<StaffAccount, 'id' | 'passwordHash'>,
    password: string,
    repeated: string,
  ): Promise<{ account: StaffAccount } | { mistake: string }>;
}

interface Failures {
  count: number;
  blockedUntil?: string;
}

const FREE_FAILURES = 5;
const WAIT_MS_MIN = 5_000;
const WAIT_MS_MAX = 15 * 60_000;
const UNKNOWN_NAMES_MAX = 10_000;

/** After five failures in a row every further one doubles the wait, up to a quarter of an hour; never a lockout. */
export function nextFailures(failures: Failures, nowMs: number): Failures {
  const count = failures.count + 1;
  if (count < FREE_FAILURES) return { count };
  const waitMs = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (count - FREE_FAILURES));
  return { count, blockedUntil: new Date(nowMs + waitMs).toISOString() };
}

/** How long a browser is known for after a sign-in. */
export const BROWSER_DAYS = 90;

/** What a browser is known by for an account; the cookie's value itself is stored nowhere. */
const browserId = (accountId: string, browser: string): string =>
  `staff-browser:${accountId}:${createHash('sha256').update(browser).digest('base64url')}`;

const waitSeconds = (failures: Failures, nowMs: number): number =>
  failures.blockedUntil === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(failures.blockedUntil) - nowMs) / 1000));

/** Signing in to the built-in issuer with name and password. */
export function createSignIn({
  repository,
  clock,
  passwordCost,
}: {
  repository: Repository;
  clock: Clock;
  passwordCost?: PasswordCost | undefined;
}): SignIn {
  /** Names without an account are counted too, so that they wait as others do. */
  const unknown = new Map<string, Failures>();
  /**
   * Failures in browsers in which the owner has signed in before count apart, by account and browser: otherwise whoever
   * knows a user name could keep its owner waiting for ever. Strangers cannot have such a browser, so their tries are not
   * more than they were.
   */
  const inKnownBrowsers = new Map<string, Failures>();
  const decoy = hashPassword('a password that nobody has', passwordCost);

  const find = async (username: string): Promise<StaffAccount | undefined> =>
    (await repository.query('staff', 'byUsername', { partition: username, limit: 1 })).items[0];

  function failUnknown(username: string): void {
    const next = nextFailures(unknown.get(username) ?? { count: 0 }, clock.nowMs());
    unknown.delete(username);
    unknown.set(username, next);
    if (unknown.size > UNKNOWN_NAMES_MAX) unknown.delete(unknown.keys().next().value ?? '');
  }

  /** Counted before the password is looked at: tries at the same time cannot share one. */
  const countTry = (id: string) =>
    retryOnConflict(async () => {
      const account = await repository.get('staff', id);
      if (!account || waitSeconds(account.failures, clock.nowMs()) > 0) return undefined;
      const counted: StaffAccount = { ...account, failures: nextFailures(account.failures, clock.nowMs()) };
      await repository.commit([{ type: 'put', kind: 'staff', item: counted, expected: account.version }]);
      return account;
    });

  const forgetFailures = (id: string) =>
    retryOnConflict(async () => {
      const account = await repository.get('staff', id);
      if (!account) return;
      const clean: StaffAccount = { ...account, failures: { count: 0 } };
      await repository.commit([{ type: 'put', kind: 'staff', item: clean, expected: account.version }]);
    });

  const isKnown = async (id: string): Promise<boolean> => {
    const known = await repository.get('limit', id);
    return known !== undefined && Date.parse(known.expiresAt) > clock.nowMs();
  };

  /** Counted before the password is looked at here too. */
  async function signInKnown(account: StaffAccount, id: string, password: string): Promise<SignInResult> {
    const failures = inKnownBrowsers.get(id) ?? { count: 0 };
    const seconds = waitSeconds(failures, clock.nowMs());
    if (seconds > 0) return { outcome: 'wait', seconds };
    inKnownBrowsers.set(id, nextFailures(failures, clock.nowMs()));
    const matches = await isPassword(password.slice(0, PASSWORD_LENGTH_MAX), account.passwordHash);
    if (!matches || account.disabled) return { outcome: 'refused' };
    inKnownBrowsers.delete(id);
    return letIn(account);
  }

  function letIn(account: StaffAccount): SignInResult {
    if (account.oneTime === undefined) return { outcome: 'signed-in', account };
    if (Date.parse(account.oneTime.expiresAt) <= clock.nowMs()) return { outcome: 'one-time-over' };
    return { outcome: 'change-password', account };
  }

  return {
    async remember(accountId, browser) {
      const expiresAt = new Date(clock.nowMs() + BROWSER_DAYS * 86_400_000).toISOString();
      const item = { id: browserId(accountId, browser), version: 0, count: 1, expiresAt };
      await repository.commit([{ type: 'put', kind: 'limit', item }]);
    },

    async signIn(givenName, password, browser) {
      const username = givenName.normalize('NFKC').trim().toLowerCase();
      const found = await find(username);
      const known = found && browser !== undefined ? browserId(found.id, browser) : undefined;
      if (found && known !== undefined && (await isKnown(known))) return signInKnown(found, known, password);
      const seconds = waitSeconds(found?.failures ?? unknown.get(username) ?? { count: 0 }, clock.nowMs());
      if (seconds > 0) return { outcome: 'wait', seconds };
      const account = found && (await countTry(found.id));
      const matches = await isPassword(password.slice(0, PASSWORD_LENGTH_MAX), account?.passwordHash ?? (await decoy));
      if (!account) {
        if (!found) failUnknown(username);
        return { outcome: 'refused' };
      }
      if (!matches || account.disabled) return { outcome: 'refused' };
      await forgetFailures(account.id);
      return letIn(account);
    },

    async choosePassword(signedIn, password, repeated) {
      if (password.length < PASSWORD_LENGTH_MIN)
        return {
          mistake: `Use at least ${PASSWORD_LENGTH_MIN} characters. A few words that belong together only to you are easy to remember.`,
        };
      if (password.length > PASSWORD_LENGTH_MAX) return { mistake: `Use at most ${PASSWORD_LENGTH_MAX} characters.` };
      if (password !== repeated) return { mistake: 'The two are not the same. Type the new password again in both.' };
      const before = await repository.get('staff', signedIn.id);
      const isSame = before?.passwordHash === signedIn.passwordHash;
      if (!before || !isSame || before.disabled || before.oneTime === undefined)
        return { mistake: 'This page is no longer valid. Go back and sign in again.' };
      if (await isPassword(password, before.passwordHash))
        return { mistake: 'This is the one-time password. Choose one of your own.' };
      const passwordHash = await hashPassword(password, passwordCost);
      const { oneTime: _used, ...rest } = before;
      const now = new Date(clock.nowMs()).toISOString();
      const account: StaffAccount = { ...rest, passwordHash, passwordChosenAt: now, failures: { count: 0 } };
      await repository.commit([
        { type: 'put', kind: 'staff', item: account, expected: before.version },
        {
          type: 'audit',
          note: {
            chain: 'staff',
            at: now,
            actor: { kind: 'staff', sub: account.id, name: account.name },
            action: 'staff.password-chosen',
            facts: { staffId: account.id, username: account.username },
          },
        },
      ]);
      return { account };
    },
  };
}
