import { examLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import { ANY_BROWSER, CODE_MINUTES, CODE_TRIES_MAX, examCodeId, hashCode, newCode } from '../student/exam-code.ts';
import { countedBy, WRONG_TRIES } from '../student/limits.ts';
import { type ActionInput, actOnIncident, openExamOf } from './act-on-incident.ts';

/** A code to be told to the student; it is kept nowhere in this form. */
export interface IssuedCode {
  code: string;
  examId: string;
  expiresAt: string;
  link: string;
}

/**
 * Makes a code for a student who cannot read their mail, after an officer checked who they are. It works in any browser,
 * once, as long as a mailed one; how identity was checked is on record.
 * @throws as `actOnIncident`
 */
export function issueCode(deps: Deps, input: ActionInput & { identityCheck: string }): Promise<IssuedCode> {
  return actOnIncident(deps, 'issueCode', 'issue-code', input, async (subject) => {
    const exam = openExamOf(subject);
    const { count: wrongTries } = await countedBy(deps, WRONG_TRIES, exam.id);
    const code = newCode(deps.ids, wrongTries);
    const expiresAt = new Date(deps.clock.nowMs() + CODE_MINUTES * 60_000).toISOString();
    return {
      changes: [
        {
          type: 'put',
          kind: 'examCode',
          item: {
            id: examCodeId(exam.id, ANY_BROWSER),
            version: 0,
            shape: 1,
            examId: exam.id,
            codeHash: hashCode(deps.pepper, exam.id, ANY_BROWSER, code),
            expiresAt,
            triesLeft: CODE_TRIES_MAX,
          },
        },
      ],
      note: {
        action: 'code.issued',
        facts: { examId: exam.id, expiresAt },
        personal: { identityCheck: input.identityCheck },
      },
      result: { code, examId: exam.id, expiresAt, link: examLink(deps.institution.origin, exam.id) },
    };
  });
}
