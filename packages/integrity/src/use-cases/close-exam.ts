import type { Actor } from '../access/caller.ts';
import { closeExam } from '../exam/close-exam.ts';
import type { AnswerSheet, DidNotSit, OpenExam, Submitted } from '../exam/exam.ts';
import { examLink } from '../mail/links.ts';
import type { Deps } from '../ports/deps.ts';
import type { Question } from '../question-bank/question.ts';
import { owedCallback } from './decide.ts';
import { drawnVersions } from './question-bank.ts';
import { emptySheet } from './student/answer-sheet.ts';
import { mailChange, writeMail } from './write-mail.ts';

/** An exam names an incident that is not stored: a fault of ours, since both are written in one commit. */
export class IncidentMissing extends Error {
  readonly code = 'incident-missing';
  constructor(incidentId: string) {
    super(`The incident ${incidentId} is not stored.`);
  }
}

/**
 * Closes an open exam in one commit: its result, the callback that the workflow waits for, the audit note, and the mail
 * that tells of a fail (a pass is told when the incident is resolved). `answered` adds the answers that come with it to those
 * that are saved. Holds only if neither the exam nor a saved answer has changed since they were read: of a submission, a
 * deadline, an extension and a withdrawal at once, one wins, and no answer is taken and then left out.
 * @throws Conflict when somebody else was first; QuestionVersionMissing; IncidentMissing
 */
export async function commitClosing(
  deps: Deps,
  exam: OpenExam,
  by: Submitted['submittedBy'],
  answered: (sheet: AnswerSheet, questions: readonly Question[]) => AnswerSheet = (sheet) => sheet,
): Promise<Submitted | DidNotSit> {
  const { repository } = deps;
  const { incidentId } = exam;
  const [stored, questions] = await Promise.all([
    repository.get('answerSheet', exam.id),
    drawnVersions(deps, exam.drawn),
  ]);
  const before = stored ?? emptySheet(exam.id);
  const sheet = answered(before, questions);
  const at = new Date(deps.workflowClock.nowMs()).toISOString();
  const closed = closeExam({ exam, sheet, questions, by, at });
  const result = closed.status === 'submitted' ? closed.marking.result : 'DidNotSit';
  const mails = closed.status === 'submitted' && result === 'Fail' ? [await failMail(deps, closed)] : [];
  await repository.commit([
    { type: 'put', kind: 'exam', item: closed, expected: exam.version },
    stored && sheet === before
      ? { type: 'check', kind: 'answerSheet', id: exam.id, expected: stored.version }
      : { type: 'put', kind: 'answerSheet', item: sheet, expected: stored?.version ?? null },
    ...owedCallback(exam, incidentId, { incidentId, examId: exam.id, result }, deps.clock),
    ...mails.map(mailChange),
    {
      type: 'audit',
      note: {
        chain: incidentId,
        at,
        actor: closer(by, exam.id),
        action: closed.status === 'submitted' ? 'exam.submitted' : 'exam.not-sat',
        facts: { examId: exam.id, attempt: exam.attempt, by },
        ...(closed.status === 'submitted'
          ? {
              studentNumber: exam.studentNumber,
              personal: { result: closed.marking.result, scorePercent: String(closed.marking.scorePercent) },
            }
          : {}),
      },
    },
  ]);
  deps.wake.callbacks();
  if (mails.length > 0) deps.wake.mail();
  return closed;
}

const closer = (by: Submitted['submittedBy'], examId: string): Actor =>
  by === 'student' ? { kind: 'student', examId } : { kind: 'system', name: by };

async function failMail(deps: Deps, exam: Submitted) {
  const incident = await deps.repository.get('incident', exam.incidentId);
  if (!incident) throw new IncidentMissing(exam.incidentId);
  const more = exam.attempt < incident.attemptsAllowed;
  return writeMail(deps, {
    id: `result:${exam.id}`,
    template: 'result',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    examId: exam.id,
    values: {
      score: String(exam.marking.scorePercent),
      passMark: String(exam.policy.passMarkPercent),
      whatNext: more
        ? `That was attempt ${exam.attempt} of ${incident.attemptsAllowed}. You get another one: we send you its deadline in a mail of its own.`
        : 'You have used all your attempts. A person in our office now decides what happens next and will write to you.',
      topics: topicWords(deps, exam),
      link: examLink(deps.institution.origin, exam.id),
    },
  });
}

function topicWords(deps: Deps, exam: Submitted): string {
  const titles = exam.marking.topicsToStudy.map((id) => deps.topics.find((topic) => topic.id === id)?.title ?? id);
  return titles.length === 0 ? '' : `What to study: ${titles.join(', ')}.`;
}
