import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { InvalidInput, TooMany } from '../../errors.ts';
import { seedExam } from '../../testing/exam-scenario.ts';
import { createTestDeps, type TestDeps } from '../../testing/test-deps.ts';
import { type EnterCodeInput, enterCode, SESSION_HOURS } from './enter-code.ts';
import { CODE_MINUTES, CODE_TRIES_MAX, WRONG_TRIES_PER_DAY_MAX } from './exam-code.ts';
import { requestCode } from './request-code.ts';
import { endSession, resolveSession } from './resolve-session.ts';

let deps: TestDeps;
beforeEach(async () => {
  deps = createTestDeps();
  await seedExam(deps);
});

const mails = async () => (await deps.repository.query('mail', 'all', { partition: 'all' })).items;

async function mailedCode(browser = 'browser-1'): Promise<string> {
  await requestCode(deps, { examId: 'exam1', browser });
  const codes = (await mails()).flatMap(({ text }) => /code: ([0-9A-Z]+)/.exec(text)?.[1] ?? []);
  // All are of the same instant; the one that was written for this browser is the one that was not there before.
  return codes.find((code) => !known.has(code) && known.add(code)) ?? 'no code was mailed';
}
const known = new Set<string>();
beforeEach(() => known.clear());

const enter = (code: string, input: Partial<EnterCodeInput> = {}) =>
  enterCode(deps, { examId: 'exam1', browser: 'browser-1', code, ...input });

test('mails six digits to the registered address, and takes them for a session of that exam', async () => {
  const code = await mailedCode();
  expect(code).toMatch(/^\d{6}$/);
  expect((await mails())[0]).toMatchObject({
    template: 'code',
    to: { name: "Siobhán O'Brien", address: 'siobhan@example.edu' },
    holdsCode: true,
  });
  const { cookie } = await enter(code);
  expect(await resolveSession(deps, cookie)).toMatchObject({ examId: 'exam1' });
});

test('takes a code once, also when it comes twice at the same moment', async () => {
  const code = await mailedCode();
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => enter(code)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('refuses a code in a browser that did not ask for it', async () => {
  const code = await mailedCode();
  await expect(enter(code, { browser: 'browser-2' })).rejects.toThrow(InvalidInput);
  await expect(enterCode(deps, { examId: 'exam1', code })).rejects.toThrow(InvalidInput);
  await expect(enter(code)).resolves.toBeDefined();
});

test('keeps codes of two browsers apart, so that nobody takes the other one out', async () => {
  const [first, second] = [await mailedCode('browser-1'), await mailedCode('browser-2')];
  await expect(enter(second, { browser: 'browser-2' })).resolves.toBeDefined();
  await expect(enter(first)).resolves.toBeDefined();
});

test('ends a code when the same browser asks for another', async () => {
  const [first, second] = [await mailedCode(), await mailedCode()];
  await expect(enter(first)).rejects.toThrow(InvalidInput);
  await expect(enter(second)).resolves.toBeDefined();
});

test('refuses a code after ten minutes', async () => {
  const code = await mailedCode();
  deps.clock.advance(CODE_MINUTES * 60_000);
  await expect(enter(code)).rejects.toThrow(InvalidInput);
});

test('refuses even the right code after five wrong tries, though a hundred come at once', async () => {
  const code = await mailedCode();
  const wrong = code === '000000' ? '000001' : '000000';
  for (let tries = 0; tries < CODE_TRIES_MAX - 1; tries += 1) await expect(enter(wrong)).rejects.toThrow(InvalidInput);
  await Promise.allSettled(Array.from({ length: 100 }, () => enter(wrong)));
  await expect(enter(code)).rejects.toThrow(InvalidInput);
});

const trail = async () => (await deps.repository.auditTrail('incident1')).map(({ action }) => action);

test('puts a code that wrong tries used up on the timeline, once and without what was tried', async () => {
  const code = await mailedCode();
  const wrong = code === '000000' ? '000001' : '000000';
  const before = await trail();
  for (let tries = 0; tries < CODE_TRIES_MAX - 1; tries += 1) await expect(enter(wrong)).rejects.toThrow(InvalidInput);
  expect(await trail()).toEqual(before);
  await Promise.allSettled([enter(wrong), enter(wrong), enter(wrong)]);
  expect(await trail()).toEqual([...before, 'code.used-up']);
  const entry = (await deps.repository.auditTrail('incident1')).at(-1);
  expect(entry).toMatchObject({ actor: { kind: 'system' }, facts: { examId: 'exam1', wrongToday: CODE_TRIES_MAX } });
  expect(JSON.stringify(entry)).not.toMatch(new RegExp(`${code}|${wrong}`));
});

test('says once a day on the timeline that codes are longer, however many wrong tries follow', async () => {
  const tryOften = () =>
    Promise.allSettled(Array.from({ length: 50 }, () => enter('000000', { browser: 'attacker' }))).then(trail);
  expect(await tryOften()).toEqual(['code.lengthened']);
  expect(await tryOften()).toEqual(['code.lengthened']);
  deps.clock.advance(24 * 3_600_000);
  expect(await tryOften()).toEqual(['code.lengthened', 'code.lengthened']);
  await Promise.allSettled(Array.from({ length: 50 }, () => enter('000000', { examId: 'no-exam' })));
  expect(await trail()).toHaveLength(2);
});

test('takes a code however its letters, digits and spaces were typed', async () => {
  const spaced = fc.array(fc.constantFrom('', ' ', '-', '–', '\t'), { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(spaced, async (gaps) => {
      deps.clock.advance(20 * 60_000);
      const code = await mailedCode();
      await enter([...code].map((character, index) => character + gaps[index]).join(''));
    }),
    { numRuns: 20 },
  );
});

test('makes codes longer after twenty wrong tries in a day, and locks nobody out', async () => {
  for (let tries = 0; tries < WRONG_TRIES_PER_DAY_MAX; tries += 1)
    await expect(enter('000000', { browser: 'attacker' })).rejects.toThrow(InvalidInput);
  const code = await mailedCode();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  await expect(enter(code.toLowerCase().replaceAll('0', 'O').replaceAll('1', 'l'))).resolves.toBeDefined();
  deps.clock.advance(24 * 3_600_000);
  expect(await mailedCode()).toMatch(/^\d{6}$/);
});

test('answers alike for an id that is no exam, mails nothing and stores no code', async () => {
  await expect(requestCode(deps, { examId: 'no-exam', browser: 'browser-1' })).resolves.toBeUndefined();
  expect(await mails()).toEqual([]);
  expect((await deps.repository.query('examCode', 'byExam', { partition: 'no-exam' })).items).toEqual([]);
  const wrong = (examId: string) => enterCode(deps, { examId, browser: 'browser-1', code: '123456' }).catch((e) => e);
  expect(await wrong('no-exam')).toEqual(await wrong('exam1'));
});

const ask = (browser: string, address: string, examId = 'exam1') => requestCode(deps, { examId, browser, address });

test('limits codes for each exam within a network, for known and unknown ids alike, until the window ends', async () => {
  for (const examId of ['exam1', 'no-exam']) {
    for (let asked = 0; asked < 5; asked += 1) await ask(`browser-${asked}`, '192.0.2.7', examId);
    const refused = await ask('browser-1', '192.0.2.7', examId).catch((error) => error);
    expect(refused).toBeInstanceOf(TooMany);
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(15 * 60);
  }
  expect(await mails()).toHaveLength(5);
  deps.clock.advance(15 * 60_000);
  await expect(ask('browser-1', '192.0.2.7')).resolves.toBeUndefined();
});

test('lets the student in for the first time though somebody elsewhere asks for all codes that they can get', async () => {
  for (let asked = 0; asked < 40; asked += 1)
    await ask(`stranger-${asked}`, '203.0.113.9').catch((error) => expect(error).toBeInstanceOf(TooMany));
  expect(await mails()).toHaveLength(5);
  await expect(ask('student', '192.0.2.7')).resolves.toBeUndefined();
});

test('keeps codes for a browser that has had one, whatever strangers ask for in its own network and in all others', async () => {
  await enter(await mailedCode('student'), { browser: 'student' });
  for (let asked = 0; asked < 60; asked += 1)
    await ask(`stranger-${asked}`, `192.0.2.${asked % 6}`).catch((error) => expect(error).toBeInstanceOf(TooMany));
  for (let asked = 0; asked < 5; asked += 1) await ask('student', '192.0.2.0');
  await expect(ask('student', '192.0.2.0')).rejects.toThrow(TooMany);
  await expect(ask('student', '192.0.2.0', 'exam2')).resolves.toBeUndefined();
});

test('forgets a browser when the exam is long over', async () => {
  const code = await mailedCode('student');
  await enter(code, { browser: 'student' });
  const strangers = async () => {
    for (let asked = 0; asked < 5; asked += 1) await ask(`stranger-${asked}`, '192.0.2.0');
  };
  deps.clock.advance(59 * 86_400_000);
  await strangers();
  await expect(ask('student', '192.0.2.0')).resolves.toBeUndefined();
  deps.clock.advance(86_400_000);
  await strangers();
  await expect(ask('student', '192.0.2.0')).rejects.toThrow(TooMany);
});

test('mails strangers fifteen codes for an exam in a window and no more, from however many networks', async () => {
  for (let asked = 0; asked < 30; asked += 1)
    await ask(`stranger-${asked}`, `192.0.2.${asked}`).catch((error) => expect(error).toBeInstanceOf(TooMany));
  expect(await mails()).toHaveLength(15);
});

test('mails no more codes than the limit, though a hundred are asked for at once', async () => {
  await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => requestCode(deps, { examId: 'exam1', browser: `browser-${index}` })),
  );
  expect((await mails()).length).toBeLessThanOrEqual(5);
});

test('limits an address only when far more come from it than one campus sends', async () => {
  for (let index = 0; index < 300; index += 1) await ask('browser', '192.0.2.7', `exam-${index}`);
  await expect(ask('browser', '192.0.2.7', 'exam-300')).rejects.toThrow(TooMany);
  await expect(ask('browser', '192.0.2.8', 'exam-301')).resolves.toBeUndefined();
});

test('erases the mail of a code that was used, and puts neither code nor cookie into any record', async () => {
  const code = await mailedCode();
  const { cookie, session } = await enter(code);
  expect((await mails())[0]).toMatchObject({ text: '', html: '', erasedAt: expect.any(String) });
  const records = JSON.stringify([
    await mails(),
    session,
    (await deps.repository.query('examCode', 'byExam', { partition: 'exam1' })).items,
    (await deps.repository.query('limit', 'expiring', { partition: 'limit' })).items,
    await deps.repository.auditTrail('incident1'),
  ]);
  for (const secret of [code, cookie, 'browser-1']) expect(records).not.toContain(secret);
});

test('gives another session at every entry and ends the one before', async () => {
  const first = await enter(await mailedCode());
  const second = await enter(await mailedCode(), { formerCookie: first.cookie });
  expect(second.cookie).not.toBe(first.cookie);
  expect(await resolveSession(deps, first.cookie)).toBeUndefined();
  expect(await resolveSession(deps, second.cookie)).toBeDefined();
});

test('ends a session after its hours, and at once on signing out', async () => {
  const { cookie } = await enter(await mailedCode());
  deps.clock.advance(SESSION_HOURS * 3_600_000 - 1);
  expect(await resolveSession(deps, cookie)).toBeDefined();
  deps.clock.advance(1);
  expect(await resolveSession(deps, cookie)).toBeUndefined();
  const again = await enter(await mailedCode());
  await endSession(deps, again.cookie);
  expect(await resolveSession(deps, again.cookie)).toBeUndefined();
  expect(await resolveSession(deps, undefined)).toBeUndefined();
  expect(await resolveSession(deps, again.session.id)).toBeUndefined();
});
