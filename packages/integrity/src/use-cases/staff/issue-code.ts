import { examLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import {
  ANY_BROWSER,
  CODE_MINUTES,
  CODE_TRIES_MAX,
  examCodeId,
  hashCode,
  newCode,
  WRONG_TRIES_PER_DAY_MAX,
} from '../student/exam-code.ts';
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
  return actOnIncident(deps, 'issueCode', 'issue-code', input, (subject) => {
    const exam = openExamOf(subject);
    // A long one: it is not bound to a browser, so others' wrong tries do not count against it.
    const code = newCode(deps.ids, WRONG_TRIES_PER_DAY_MAX);
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
