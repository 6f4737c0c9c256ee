import type { Exam, OpenExam } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import type { RandomBelow } from '@resit/integrity/question-bank/question-kind';
import type { StudentRequest } from '@resit/integrity/student/access';
import { openExamOf, type People } from './crash-people.ts';

/** People come within this time. */
const DAY_MS = 1000;

/** What people find when they come. */
export interface Standing {
  incidents: readonly Incident[];
  exams: ReadonlyMap<string, readonly Exam[]>;
  requests: readonly StudentRequest[];
}

interface Sitting {
  incident: Incident;
  exam: OpenExam;
}

/** Who does what in a day. */
export interface Plan {
  submitting: Sitting[];
  beginning: Sitting[];
  asking: Sitting[];
  extending: Sitting[];
  excusing: Sitting[];
  withdrawing: Sitting[];
  deciding: Incident[];
  confirming: Incident[];
  answering: (Sitting & { request: StudentRequest })[];
}

/** Takes people by chance, a share of the usual number. */
export function planDay({ incidents, exams, requests }: Standing, below: RandomBelow, share: number): Plan {
  const some = (count: number) => Math.ceil(count * share);
  const shuffled = shuffle(incidents, below);
  const sitting = shuffled.flatMap((incident) => {
    const exam = openExamOf(incident, exams.get(incident.id) ?? []);
    return exam?.invitation?.status === 'accepted' ? [{ incident, exam }] : [];
  });
  const take = (count: number) => sitting.splice(0, some(count));
  const submitting = take(160);
  return {
    submitting,
    beginning: take(60),
    // Sending the same words again while a request is open is sending them once.
    asking: take(12).filter(({ exam }) => exam.openRequests.length === 0),
    extending: take(12),
    excusing: take(6),
    // Some in the middle of their submission.
    withdrawing: [...take(4), ...submitting.slice(0, some(4))],
    deciding: shuffled
      .filter((one) => one.status === 'awaiting-decision' && one.officersRemindedAt !== undefined)
      .slice(0, some(25)),
    confirming: shuffled.filter(({ status }) => status === 'to-be-confirmed').slice(0, some(12)),
    answering: answerable({ incidents, exams, requests }).slice(0, some(8)),
  };
}

/** The exams whose students come in. */
export const studentsOf = ({ submitting, beginning, asking }: Plan): OpenExam[] =>
  [...submitting, ...beginning, ...asking].map(({ exam }) => exam);

/** The day as planned, to be begun all at once: submissions come in three bursts, everything else here and there. */
export function dayOf(
  people: People,
  plan: Plan,
  cookies: ReadonlyMap<string, string>,
  below: RandomBelow,
): (() => Promise<void>)[] {
  const later =
    (work: () => Promise<void>, atMs = below(DAY_MS)) =>
    async () => {
      await new Promise((resolve) => setTimeout(resolve, atMs));
      await work();
    };
  const cookieOf = ({ id }: OpenExam): string => cookies.get(id) ?? '';
  const bursts = [below(DAY_MS), below(DAY_MS), below(DAY_MS)];
  const submit = async (exam: OpenExam) => {
    await people.begin(exam, cookieOf(exam), below(3));
    await people.submit(exam, cookieOf(exam));
  };
  return [
    ...plan.submitting.map(({ exam }) => later(() => submit(exam), bursts[below(3)])),
    ...plan.beginning.map(({ exam }) => later(() => people.begin(exam, cookieOf(exam), 4))),
    ...plan.asking.map(({ exam }) => later(() => people.ask(exam, cookieOf(exam)))),
    ...plan.extending.map(({ incident, exam }) => later(() => people.extend(incident, exam))),
    ...plan.excusing.map(({ incident }) => later(() => people.excuse(incident))),
    ...plan.withdrawing.map(({ incident }) => later(() => people.withdraw(incident))),
    ...plan.deciding.map((incident) => later(() => people.decide(incident, false))),
    ...plan.confirming.map((incident) => later(() => people.confirm(incident))),
    ...plan.answering.map(({ incident, exam, request }) => later(() => people.answer(incident, exam, request))),
  ];
}

/** Open requests of students whose exam is still open, with what answering them takes. */
export function answerable({ incidents, exams, requests }: Standing): (Sitting & { request: StudentRequest })[] {
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  return requests.flatMap((request) => {
    const incident = byId.get(request.incidentId);
    const exam = incident && openExamOf(incident, exams.get(incident.id) ?? []);
    return incident && exam?.id === request.examId ? [{ incident, exam, request }] : [];
  });
}

function shuffle<T>(items: readonly T[], below: RandomBelow): T[] {
  const shuffled = [...items];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
  }
  return shuffled;
}
