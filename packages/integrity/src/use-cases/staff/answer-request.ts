import { InvalidInput, NotFound, WrongState } from '../../errors.ts';
import { moveDeadline } from '../../exam/attempt.ts';
import { deadlineWords } from '../../exam/deadline.ts';
import { type Exam, isOpen } from '../../exam/exam.ts';
import { examLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import type { StudentRequest } from '../../student/access.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { type ActionInput, actOnIncident } from './act-on-incident.ts';
import { laterDeadline, touched } from './change-exam.ts';

export interface AnswerRequestInput extends ActionInput {
  requestId: string;
  granted: boolean;
  /** The officer's words to the student. */
  text: string;
  /** Asked when more time is granted: the new deadline's day. */
  until?: string;
}

/**
 * Answers a request of the student, by mail; more time that is granted moves the deadline. With its last open request
 * answered the deadline counts again.
 * @throws as `actOnIncident`; NotFound, WrongState for a request that is answered, InvalidInput
 */
export function answerRequest(deps: Deps, input: AnswerRequestInput): Promise<void> {
  return actOnIncident(deps, 'answerRequest', 'answer-request', input, async (subject) => {
    const { incident, at } = subject;
    const request = await openRequest(deps, input);
    const exam = await deps.repository.get('exam', request.examId);
    if (!exam) throw new NotFound('exam');
    const answer = { granted: input.granted, text: input.text, at, by: input.caller.name };
    const answered = withoutRequest(deps, exam, request, input);
    const mail = await writeMail(deps, {
      id: `request-answered:${request.id}`,
      template: 'request-answered',
      to: { name: incident.student.name, address: incident.student.email },
      incident,
      examId: exam.id,
      values: {
        outcome: outcomeWords(request, input),
        answer: input.text,
        deadline: deadlineWords(answered.deadline),
        link: examLink(deps.institution.origin, exam.id),
      },
    });
    return {
      changes: [
        { type: 'put', kind: 'request', item: { ...request, answer }, expected: request.version },
        { type: 'put', kind: 'exam', item: answered, expected: exam.version },
        touched(subject),
        mailChange(mail),
      ],
      note: {
        action: 'request.answered',
        facts: {
          requestId: request.id,
          examId: exam.id,
          type: request.type,
          granted: input.granted,
          ...(answered.deadline.at === exam.deadline.at
            ? {}
            : { deadline: answered.deadline.at, deadlineBefore: exam.deadline.at }),
        },
        personal: { answer: input.text },
      },
      result: undefined,
    };
  });
}

async function openRequest(deps: Deps, input: AnswerRequestInput): Promise<StudentRequest> {
  const request = await deps.repository.get('request', input.requestId);
  if (!request || request.incidentId !== input.incidentId) throw new NotFound('request');
  if (request.answer) throw new WrongState('This request was answered already.');
  return request;
}

/** The exam without the request, and with the deadline that was granted. @throws InvalidInput at `/until` */
function withoutRequest(deps: Deps, exam: Exam, request: StudentRequest, input: AnswerRequestInput): Exam {
  const released = { ...exam, openRequests: exam.openRequests.filter((id) => id !== request.id) };
  const givesTime = request.type === 'more-time' && input.granted && isOpen(released);
  if (!givesTime) {
    if (input.until === undefined) return released;
    const message = 'Leave the new deadline out: it goes with more time that is granted while the exam is open.';
    throw new InvalidInput([{ pointer: '/until', code: 'not-allowed', message }]);
  }
  if (input.until === undefined) {
    const message = 'Choose the day until which the student has time.';
    throw new InvalidInput([{ pointer: '/until', code: 'required', message }]);
  }
  return moveDeadline(released, laterDeadline(deps, released, input.until), deps.workflowClock.nowMs());
}

function outcomeWords({ type }: StudentRequest, { granted }: AnswerRequestInput): string {
  if (type === 'more-time') return granted ? 'You have more time.' : 'Your deadline stays as it is.';
  return granted ? 'We looked into it and agree with you.' : 'We looked into it, and the matter goes on as before.';
}
