import type { Exam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { retryOnConflict } from '../decide.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { browserHash, CODE_MINUTES, CODE_TRIES_MAX, examCodeId, hashCode, newCode } from './exam-code.ts';
import {
  addressKey,
  CODES_PER_ADDRESS,
  CODES_PER_EXAM,
  CODES_PER_KNOWN_BROWSER,
  CODES_PER_NETWORK,
  countedBy,
  isKnownBrowser,
  type LimitRule,
  refuseOver,
  WRONG_TRIES,
} from './limits.ts';

export interface RequestCodeInput {
  examId: string;
  /** Value of the asking browser's binding cookie. */
  browser: string;
  /** Network address that asks; absent where the host does not know it. */
  address?: string;
}

/**
 * Mails a code to the registered address of the exam's student, for this browser alone; the browser's earlier code ends.
 * For an id that is no exam's it does and answers the same, and mails nothing.
 * @throws TooMany
 */
export async function requestCode(deps: Deps, { examId, browser, address }: RequestCodeInput): Promise<void> {
  await retryOnConflict(async () => {
    const holder = browserHash(deps.pepper, browser);
    const limits = await countRequest(deps, examId, holder, address);
    const exam = await deps.repository.get('exam', examId);
    const incident = exam && (await deps.repository.get('incident', exam.incidentId));
    const { count: wrongTries } = await countedBy(deps, WRONG_TRIES, examId);
    const code = newCode(deps.ids, wrongTries);
    const mail = await codeMail(deps, examId, incident, code);
    const stored: Change = {
      type: 'put',
      kind: 'examCode',
      item: {
        id: examCodeId(examId, holder),
        version: 0,
        shape: 1,
        examId,
        codeHash: hashCode(deps.pepper, examId, holder, code),
        expiresAt: new Date(deps.clock.nowMs() + CODE_MINUTES * 60_000).toISOString(),
        triesLeft: CODE_TRIES_MAX,
        mailId: mail.id,
      },
    };
    await deps.repository.commit(exam && incident ? [...limits, stored, mailChange(mail), asked(deps, exam)] : limits);
  });
  deps.wake.mail();
}

/** Counts the request against every limit that holds for it. @throws TooMany */
async function countRequest(
  deps: Deps,
  examId: string,
  holder: string,
  address: string | undefined,
): Promise<Change[]> {
  const network = address === undefined ? 'unknown' : addressKey(deps.pepper, address);
  const ofExam = (await isKnownBrowser(deps, examId, holder))
    ? [await countedWithin(deps, CODES_PER_KNOWN_BROWSER, `${examId}:${holder}`, ENOUGH_SENT)]
    : [
        await countedWithin(deps, CODES_PER_NETWORK, `${examId}:${network}`, ENOUGH_SENT),
        await countedWithin(deps, CODES_PER_EXAM, examId, ENOUGH_SENT),
      ];
  if (address === undefined) return ofExam;
  return [...ofExam, await countedWithin(deps, CODES_PER_ADDRESS, network, ENOUGH_FROM_NETWORK, false)];
}

const ENOUGH_SENT =
  'We have sent several codes in the last few minutes. Use the newest one, or wait a little and ask again. If you did not ask for them, write to us: we can give you a code in another way.';
const ENOUGH_FROM_NETWORK = 'Too many codes were asked for from your network. Wait a little, then ask again.';

async function countedWithin(deps: Deps, rule: LimitRule, key: string, refusal: string, exact = true): Promise<Change> {
  const counted = await countedBy(deps, rule, key, exact);
  refuseOver(rule, counted, refusal);
  return counted.change;
}

/** Nobody: what a code would be written to if there were such an exam, so that answering takes as long. */
const nobody = { id: 'nobody', reference: '', student: { name: '', email: 'nobody@invalid' } };

function codeMail(deps: Deps, examId: string, incident: Incident | undefined, code: string) {
  const { id, reference, student } = incident ?? nobody;
  return writeMail(deps, {
    id: `code:${deps.ids.random(80)}`,
    template: 'code',
    to: { name: student.name, address: student.email },
    values: { code, minutes: String(CODE_MINUTES) },
    incident: { id, reference },
    examId,
  });
}

function asked(deps: Deps, exam: Exam): Change {
  return {
    type: 'audit',
    note: {
      chain: exam.incidentId,
      at: new Date(deps.clock.nowMs()).toISOString(),
      actor: { kind: 'student', examId: exam.id },
      action: 'code.requested',
      facts: { examId: exam.id },
    },
  };
}
