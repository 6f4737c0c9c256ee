import { InvalidInput, WrongState } from '../../errors.ts';
import { dayWords, deadlineWords } from '../../exam/deadline.ts';
import { isOpen, type OpenExam } from '../../exam/exam.ts';
import { examLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import type { StudentRequest } from '../../student/access.ts';
import { retryOnConflict } from '../decide.ts';
import { officerNotices } from '../workflow/officers.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { closeIfDue } from './close-if-due.ts';
import { loadIncident } from './load-exam.ts';

/** Characters of a request's text. */
export const REQUEST_LENGTH_MAX = 2000;
/** Requests of one exam: enough to explain oneself, too few to hold a deadline for ever. */
const REQUESTS_MAX = 6;

export interface StudentRequestInput {
  examId: string;
  type: StudentRequest['type'];
  /** In the student's words. */
  text: string;
}

/**
 * Asks the office for more time, or says that it is a mistake. The request holds the deadline until it is answered; a
 * mail confirms it. Sending the same words again while it is open is sending them once.
 * @throws NotFound, InvalidInput, WrongState when the exam is over or such a request is open already
 */
export async function askTheOffice(deps: Deps, input: StudentRequestInput): Promise<StudentRequest> {
  const text = checkedText(input);
  return retryOnConflict(async () => {
    const exam = await closeIfDue(deps, input.examId);
    if (!isOpen(exam)) throw new WrongState('This exam is over. To ask about it, write to the office.');
    const earlier = await requestsOf(deps, exam);
    const open = earlier.find((request) => request.type === input.type && !request.answer);
    if (open?.text === text) return open;
    if (open) throw new WrongState('We have a request like this from you already, and will answer it by mail.');
    if (earlier.length >= REQUESTS_MAX) {
      throw new WrongState('You have sent many requests about this exam. Please write to the office instead.');
    }
    return commitRequest(deps, exam, input.type, text);
  });
}

function checkedText({ type, text }: StudentRequestInput): string {
  const trimmed = text.replaceAll('\r\n', '\n').trim();
  const wrong = (code: string, message: string) => new InvalidInput([{ pointer: '/text', code, message }]);
  if (trimmed === '') {
    throw wrong(
      'required',
      type === 'more-time' ? 'Tell us why you need more time' : 'Tell us why you think that this is a mistake',
    );
  }
  const length = [...trimmed].length;
  if (length > REQUEST_LENGTH_MAX) {
    throw wrong('too-long', `Use at most ${REQUEST_LENGTH_MAX} characters. You have written ${length}`);
  }
  return trimmed;
}

async function requestsOf(deps: Deps, exam: OpenExam): Promise<StudentRequest[]> {
  const page = await deps.repository.query('request', 'byIncident', { partition: exam.incidentId, limit: 1000 });
  return page.items.filter((request) => request.examId === exam.id);
}

/** Without the student's words: they are read on the incident's page, by officers alone. */
const toOfficers: Record<StudentRequest['type'], string> = {
  'more-time': 'the student asks for more time, and the deadline waits for your answer.',
  mistake: 'the student says that it is a mistake, and the deadline waits for your answer.',
};

async function commitRequest(
  deps: Deps,
  exam: OpenExam,
  type: StudentRequest['type'],
  text: string,
): Promise<StudentRequest> {
  const incident = await loadIncident(deps, exam);
  const askedAt = new Date(deps.workflowClock.nowMs()).toISOString();
  const request: StudentRequest = {
    id: deps.ids.random(130),
    version: 0,
    shape: 1,
    incidentId: exam.incidentId,
    examId: exam.id,
    type,
    text,
    askedAt,
  };
  const mail = await writeMail(deps, {
    id: `request-received:${request.id}`,
    template: 'request-received',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    examId: exam.id,
    values: { deadline: deadlineWords(exam.deadline), link: examLink(deps.institution.origin, exam.id) },
  });
  const notices = await officerNotices(deps, incident, `request-${request.id}`, {
    task: 'Please answer',
    what: toOfficers[type],
    since: dayWords(Date.parse(askedAt), deps.institution.timeZone),
  });
  await deps.repository.commit([
    { type: 'put', kind: 'request', item: request, expected: null },
    {
      type: 'put',
      kind: 'exam',
      item: { ...exam, openRequests: [...exam.openRequests, request.id] },
      expected: exam.version,
    },
    mailChange(mail),
    ...notices.map(mailChange),
    {
      type: 'audit',
      note: {
        chain: exam.incidentId,
        at: askedAt,
        actor: { kind: 'student', examId: exam.id },
        action: 'request.asked',
        facts: { examId: exam.id, requestId: request.id, type },
      },
    },
  ]);
  deps.wake.mail();
  return request;
}
