import { hashPassword } from '@resit/integrity/staff/password';
import type { StaffAccount } from '@resit/integrity/staff/staff';
import { createInMemoryRepository } from '@resit/integrity/testing/in-memory-repository';
import { cheapPasswords as passwordCost } from '@resit/integrity/testing/test-deps';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSignIn, nextFailures, type SignIn } from './sign-in.ts';

const password = 'correct horse battery';
const startMs = Date.parse('2026-11-22T10:00:00Z');
let passwordHash = '';
let nowMs = startMs;
let repository: ReturnType<typeof createInMemoryRepository>;
let door: SignIn;

const account = (over: Partial<StaffAccount> = {}): StaffAccount => ({
  id: 'ada',
  version: 0,
  shape: 1,
  username: 'ada',
  name: 'Ada',
  email: 'ada@example.edu',
  roles: ['officer'],
  passwordHash,
  disabled: false,
  failures: { count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  ...over,
});
const keep = (item: StaffAccount) => repository.commit([{ type: 'put', kind: 'staff', item, expected: null }]);
const outcome = async (name: string, given: string) => (await door.signIn(name, given)).outcome;

beforeAll(async () => {
  passwordHash = await hashPassword(password, passwordCost);
});
beforeEach(() => {
  nowMs = startMs;
  repository = createInMemoryRepository();
  door = createSignIn({ repository, clock: { nowMs: () => nowMs }, passwordCost });
});

describe('signing in', () => {
  it('takes the right password, whatever the case of the name', async () => {
    await keep(account());
    expect(await outcome(' ADA ', password)).toBe('signed-in');
  });

  it('answers alike to a wrong password, an unknown name and a disabled account', async () => {
    await keep(account({ disabled: true }));
    expect(await outcome('ada', password)).toBe('refused');
    expect(await outcome('ada', 'wrong')).toBe('refused');
    expect(await outcome('nobody', 'wrong')).toBe('refused');
  });

  it.each(['ada', 'nobody'])('makes %s wait after five failures, and longer after each further one', async (name) => {
    await keep(account());
    for (let failures = 1; failures <= 5; failures += 1) expect(await outcome(name, 'wrong')).toBe('refused');
    expect(await door.signIn(name, password)).toEqual({ outcome: 'wait', seconds: 5 });
    nowMs += 5_000;
    expect(await outcome(name, 'wrong')).toBe('refused');
    expect(await door.signIn(name, 'wrong')).toEqual({ outcome: 'wait', seconds: 10 });
  });

  it('forgets failures once the password was right', async () => {
    await keep(account());
    for (let failures = 1; failures <= 5; failures += 1) await door.signIn('ada', 'wrong');
    nowMs += 5_000;
    expect(await outcome('ada', password)).toBe('signed-in');
    for (let failures = 1; failures <= 4; failures += 1) expect(await outcome('ada', 'wrong')).toBe('refused');
    expect(await outcome('ada', password)).toBe('signed-in');
  });

  it('lets the owner in where they have signed in before, however a stranger keeps the account waiting', async () => {
    await keep(account());
    await door.remember('ada', 'her browser');
    for (let failures = 1; failures <= 5; failures += 1) await door.signIn('ada', 'wrong', 'a browser of somebody');
    expect(await outcome('ada', password)).toBe('wait');
    expect((await door.signIn('ada', password, 'a browser of somebody')).outcome).toBe('wait');
    expect((await door.signIn('ada', password, 'her browser')).outcome).toBe('signed-in');
    expect(await outcome('ada', password)).toBe('wait');
  });

  it('makes a known browser wait as others do, and knows it for its own account and for ninety days alone', async () => {
    await keep(account());
    await keep(account({ id: 'ben', username: 'ben' }));
    await door.remember('ada', 'her browser');
    const tries = await Promise.all(Array.from({ length: 12 }, () => door.signIn('ada', 'wrong', 'her browser')));
    expect(tries.filter((one) => one.outcome === 'refused')).toHaveLength(5);
    expect((await door.signIn('ada', password, 'her browser')).outcome).toBe('wait');
    for (let failures = 1; failures <= 5; failures += 1) await door.signIn('ben', 'wrong');
    expect((await door.signIn('ben', password, 'her browser')).outcome).toBe('wait');
    nowMs += 90 * 86_400_000;
    for (let failures = 1; failures <= 5; failures += 1) await door.signIn('ada', 'wrong');
    expect((await door.signIn('ada', password, 'her browser')).outcome).toBe('wait');
  });

  it('counts tries made at the same time one by one', async () => {
    await keep(account());
    const tries = await Promise.all(Array.from({ length: 12 }, () => outcome('ada', 'wrong')));
    expect(tries.every((one) => one === 'refused' || one === 'wait')).toBe(true);
    expect((await repository.get('staff', 'ada'))?.failures.count).toBeLessThanOrEqual(5);
  });

  it('never makes anybody wait longer than a quarter of an hour', () => {
    expect(nextFailures({ count: 500 }, 0).blockedUntil).toBe('1970-01-01T00:15:00.000Z');
  });
});

describe('a one-time password', () => {
  const oneTime = { expiresAt: '2026-11-23T10:00:00.000Z' };

  it('has to be changed', async () => {
    await keep(account({ oneTime }));
    expect(await outcome('ada', password)).toBe('change-password');
    expect(await door.choosePassword(account(), 'a sentence of mine', 'a sentence of mine')).toHaveProperty('account');
    expect(await outcome('ada', password)).toBe('refused');
    expect(await outcome('ada', 'a sentence of mine')).toBe('signed-in');
    expect((await repository.auditTrail('staff')).map((entry) => entry.action)).toEqual(['staff.password-chosen']);
  });

  it('ends after a day', async () => {
    await keep(account({ oneTime }));
    nowMs = Date.parse(oneTime.expiresAt);
    expect(await outcome('ada', password)).toBe('one-time-over');
  });

  it.each([
    ['too short', 'short', 'short'],
    ['repeated otherwise', 'a sentence of mine', 'a sentence of yours'],
    ['the same again', password, password],
  ])('is not replaced by one that is %s', async (_what, first, second) => {
    await keep(account({ oneTime }));
    expect(await door.choosePassword(account(), first, second)).toHaveProperty('mistake');
    expect(await outcome('ada', password)).toBe('change-password');
  });

  it('that was replaced by another since it was given lets nobody choose any more', async () => {
    await keep(account({ oneTime }));
    const stolen = await door.signIn('ada', password);
    if (!('account' in stolen)) return expect.fail('nobody was let in');
    const kept = (await repository.get('staff', 'ada')) as StaffAccount;
    const renewed = { ...kept, passwordHash: await hashPassword('another one-time password', passwordCost) };
    await repository.commit([{ type: 'put', kind: 'staff', item: renewed, expected: kept.version }]);
    expect(await door.choosePassword(stolen.account, 'a sentence of mine', 'a sentence of mine')).toHaveProperty(
      'mistake',
    );
    expect(await outcome('ada', 'another one-time password')).toBe('change-password');
  });

  it('is replaced once only', async () => {
    await keep(account({ oneTime }));
    await door.choosePassword(account(), 'a sentence of mine', 'a sentence of mine');
    expect(await door.choosePassword(account(), 'another sentence', 'another sentence')).toHaveProperty('mistake');
  });
});
