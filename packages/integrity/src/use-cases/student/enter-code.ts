import { InvalidInput } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import type { ExamCode, ExamSession } from '../../student/access.ts';
import { retryOnConflict } from '../decide.ts';
import {
  ANY_BROWSER,
  browserHash,
  examCodeId,
  hashCode,
  isTheCode,
  sessionId,
  WRONG_TRIES_PER_DAY_MAX,
} from './exam-code.ts';
import { addressKey, countedBy, refuseOver, rememberBrowser, TRIES_PER_ADDRESS, WRONG_TRIES } from './limits.ts';

/** How long an exam session lasts; entering a code begins another. */
export const SESSION_HOURS = 12;

const COOKIE_BITS = 256;

export interface EnterCodeInput {
  examId: string;
  /** As typed. */
  code: string;
  /** Value of the browser's binding cookie; absent: it has none. */
  browser?: string;
  /** Network address; absent where the host does not know it. */
  address?: string;
  /** The session cookie that the browser has already: it ends. */
  formerCookie?: string;
}

/** The session that a code bought. `cookie` is told this once and stored nowhere. */
export interface EnteredCode {
  cookie: string;
  session: ExamSession;
}

/**
 * Takes a code in exchange for an exam session. The code is used up, by whoever is first; wrong ones are counted before
 * they are answered. Wrong, too old, used, another browser's and no exam's are all answered alike.
 * @throws InvalidInput, TooMany
 */
export async function enterCode(deps: Deps, input: EnterCodeInput): Promise<EnteredCode> {
  const entered = await retryOnConflict(async () => {
    const perAddress =
      input.address === undefined
        ? undefined
        : await countedBy(deps, TRIES_PER_ADDRESS, addressKey(deps.pepper, input.address), false);
    if (perAddress)
      refuseOver(
        TRIES_PER_ADDRESS,
        perAddress,
        'Too many codes were tried from your network. Wait a little, then try again.',
      );
    const codes = await codesFor(deps, input);
    const right = codes.find(({ stored, hash }) => stored && isTheCode(stored, hash))?.stored;
    if (right) return takeCode(deps, input, right);
    await countWrongTry(
      deps,
      input.examId,
      codes.flatMap(({ stored, holder }) => (stored && holder !== ANY_BROWSER ? stored : [])),
      perAddress?.change,
    );
    return undefined;
  });
  if (entered) return entered;
  throw new InvalidInput([
    {
      pointer: '/code',
      code: 'wrong-code',
      message: 'This code does not work. Check the newest mail from us, or send yourself a new code',
    },
  ]);
}

/** This browser's own code and one given out by an officer (long, so that others' wrong tries need not end it), as far as they are still good, each with the hash to compare. */
async function codesFor(deps: Deps, { examId, browser, code }: EnterCodeInput) {
  const holders = [browser === undefined ? 'none' : browserHash(deps.pepper, browser), ANY_BROWSER];
  const stored = await deps.repository.getMany(
    'examCode',
    holders.map((holder) => examCodeId(examId, holder)),
  );
  return holders.map((holder, index) => ({
    holder,
    stored: stillGood(deps, stored[index]),
    hash: hashCode(deps.pepper, examId, holder, code),
  }));
}

function stillGood(deps: Deps, code: ExamCode | undefined): ExamCode | undefined {
  return code && code.triesLeft > 0 && Date.parse(code.expiresAt) > deps.clock.nowMs() ? code : undefined;
}

async function takeCode(
  deps: Deps,
  { examId, formerCookie, browser }: EnterCodeInput,
  code: ExamCode,
): Promise<EnteredCode> {
  const nowMs = deps.clock.nowMs();
  const cookie = deps.ids.random(COOKIE_BITS);
  const session: ExamSession = {
    id: sessionId(cookie),
    version: 0,
    shape: 1,
    examId,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + SESSION_HOURS * 3_600_000).toISOString(),
  };
  const exam = await deps.repository.get('exam', examId);
  await deps.repository.commit([
    { type: 'delete', kind: 'examCode', id: code.id, expected: code.version },
    { type: 'put', kind: 'examSession', item: session, expected: null },
    ...(formerCookie ? [{ type: 'delete', kind: 'examSession', id: sessionId(formerCookie) } as const] : []),
    ...(browser === undefined ? [] : [rememberBrowser(deps, examId, browserHash(deps.pepper, browser))]),
    ...(await erasedMail(deps, code)),
    ...(exam
      ? [
          {
            type: 'audit',
            note: {
              chain: exam.incidentId,
              at: session.createdAt,
              actor: { kind: 'student', examId },
              action: 'code.entered',
              facts: { examId },
            },
          } as const,
        ]
      : []),
  ]);
  return { cookie, session };
}

/** A used code need not be read any more: its mail loses its text once it has been delivered. */
async function erasedMail(deps: Deps, code: ExamCode): Promise<Change[]> {
  const mail = code.mailId === undefined ? undefined : await deps.repository.get('mail', code.mailId);
  if (!mail || mail.erasedAt !== undefined || mail.delivery.status !== 'accepted') return [];
  const erasedAt = new Date(deps.clock.nowMs()).toISOString();
  return [{ type: 'put', kind: 'mail', item: { ...mail, text: '', html: '', erasedAt }, expected: mail.version }];
}

async function countWrongTry(
  deps: Deps,
  examId: string,
  codes: readonly ExamCode[],
  addressChange: Change | undefined,
): Promise<void> {
  const wrong = await countedBy(deps, WRONG_TRIES, examId);
  await deps.repository.commit([
    wrong.change,
    ...(await wrongTryNotes(deps, examId, codes, wrong.count + 1)),
    ...(addressChange ? [addressChange] : []),
    ...codes.map(
      (code): Change => ({
        type: 'put',
        kind: 'examCode',
        item: { ...code, triesLeft: code.triesLeft - 1 },
        expected: code.version,
      }),
    ),
  ]);
}

/**
 * What officers should see of wrong tries: a code that they used up, and, once a day, that codes are long from now on. Not
 * each try: people mistype, and strangers must not fill a timeline. Nobody knows who tried, so nobody is named.
 */
async function wrongTryNotes(
  deps: Deps,
  examId: string,
  codes: readonly ExamCode[],
  wrongToday: number,
): Promise<Change[]> {
  const usedUp = codes.filter(({ triesLeft }) => triesLeft === 1).length;
  const actions = [
    ...(usedUp > 0 ? ['code.used-up'] : []),
    ...(wrongToday === WRONG_TRIES_PER_DAY_MAX ? ['code.lengthened'] : []),
  ];
  const exam = actions.length > 0 ? await deps.repository.get('exam', examId) : undefined;
  if (!exam) return [];
  const note = {
    chain: exam.incidentId,
    at: new Date(deps.clock.nowMs()).toISOString(),
    actor: { kind: 'system', name: 'Testing Centre' } as const,
    facts: { examId, wrongToday },
  };
  return actions.map((action): Change => ({ type: 'audit', note: { ...note, action } }));
}
