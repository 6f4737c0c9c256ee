import { randomBytes } from 'node:crypto';
import { deadlineDate } from '@resit/integrity/exam/deadline';
import { isOpen, type OpenExam } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import { type Answer, type Question, questionKey } from '@resit/integrity/question-bank/question';
import type { RandomBelow } from '@resit/integrity/question-bank/question-kind';
import { correctAnswer, toPublicAnswer } from '@resit/integrity/question-bank/question-types';
import type { StudentRequest } from '@resit/integrity/student/access';
import type { SubmittedExam } from '@resit/integrity/use-cases/student/submit-exam';
import type { Acknowledged, Action, Report } from './crash-acknowledged.ts';
import type { Staff } from './staff.ts';

/** Refusals that people meet in the ordinary course of things: the state has changed, the day is over. */
const ordinary: ReadonlySet<number> = new Set([400, 409, 412, 422]);

/** Everybody who uses the server while it is killed. What they were told, and what they were not, is written down. */
export class People {
  readonly #origin: string;
  readonly #told: Acknowledged;
  readonly #below: RandomBelow;
  readonly #questions: ReadonlyMap<string, Question>;
  readonly #reporter: Staff;
  readonly #lecturer: Staff;
  readonly #officer: Staff;

  constructor(given: {
    origin: string;
    told: Acknowledged;
    below: RandomBelow;
    questions: ReadonlyMap<string, Question>;
    /** The officer never reports, so may decide everything. */
    staff: { reporter: Staff; lecturer: Staff; officer: Staff };
  }) {
    this.#origin = given.origin;
    this.#told = given.told;
    this.#below = given.below;
    this.#questions = given.questions;
    this.#reporter = given.staff.reporter;
    this.#lecturer = given.staff.lecturer;
    this.#officer = given.staff.officer;
  }

  /** Students of the directory, with days of their own, so that deadlines fall on many days. */
  async enrol(numbers: readonly string[], extraDays: (index: number) => number): Promise<void> {
    const rows = numbers.map((number, index) => `${number},${nameOf(number)},${mailOf(number)},${extraDays(index)}`);
    const csv = ['student number,name,email,extra days', ...rows].join('\n');
    const body = { csv, fileName: 'students.csv' };
    const answer = await this.#heard(() => this.#officer.call('POST', '/student/import', body));
    if (answer && answer.status !== 200) this.#told.wrong.push(`The students were not imported: ${answer.status}.`);
  }

  /** Reports a student, under a key that makes repeating it harmless. */
  async report(report: Report): Promise<void> {
    const { studentNumber, kind } = report;
    const body = {
      student: { studentNumber, name: nameOf(studentNumber), email: mailOf(studentNumber) },
      work: { title: `Essay of ${studentNumber}`, unit: 'HIST1001' },
      ...(kind === 'lecturer' ? {} : { finding: { reference: `F/${studentNumber}`, foundOn: '2026-11-02' } }),
      description: 'Three paragraphs from elsewhere.',
      ...(kind === 'straight' ? { handling: 'straight-to-decision' } : {}),
    };
    const staff = kind === 'lecturer' ? this.#lecturer : this.#reporter;
    const answer = await this.#heard(() =>
      staff.call<{ incidentId: string }>('POST', '/incident', body, { 'idempotency-key': studentNumber }),
    );
    if (!answer) return;
    const { incidentId } = answer.body;
    if (answer.status !== 202 || (report.incidentId ?? incidentId) !== incidentId)
      this.#told.wrong.push(`The report on ${studentNumber} was answered ${answer.status} ${incidentId}.`);
    report.incidentId = incidentId;
  }

  confirm(incident: Incident): Promise<void> {
    if (this.#below(4) === 0) return this.#act(incident, 'incident.refused', 'refuse', { why: 'Not so.' });
    const finding = { reference: `F/${incident.student.studentNumber}`, foundOn: '2026-11-02' };
    return this.#act(incident, 'incident.confirmed', 'confirm', { finding });
  }

  decide(incident: Incident, toTheEnd: boolean): Promise<void> {
    const decision = ['dismissed', 'penalty', 'attempt-granted'][this.#below(toTheEnd ? 2 : 3)];
    const penalty = decision === 'penalty' ? { penalty: 'Zero marks.' } : {};
    return this.#act(incident, 'incident.decided', 'decide', { decision, why: 'So decided.', ...penalty });
  }

  withdraw(incident: Incident): Promise<void> {
    return this.#act(incident, 'incident.withdrawn', 'withdraw', { why: 'A mix-up.' });
  }

  extend(incident: Incident, exam: OpenExam): Promise<void> {
    const until = laterDay(deadlineDate(exam.deadline), 2 + this.#below(5));
    return this.#act(incident, 'exam.extended', 'extend-deadline', { until, why: 'Illness.' });
  }

  excuse(incident: Incident): Promise<void> {
    return this.#act(incident, 'exam.excused', 'excuse', { why: 'Illness.' });
  }

  answer(incident: Incident, exam: OpenExam, request: StudentRequest): Promise<void> {
    const granted = this.#below(2) === 0;
    const until = laterDay(deadlineDate(exam.deadline), 5);
    const time = granted && request.type === 'more-time' ? { until } : {};
    const body = { requestId: request.id, granted, text: 'We have looked into it.', ...time };
    return this.#act(incident, 'request.answered', 'answer-request', body);
  }

  /** Asks for more time, as the page's form does. */
  async ask(exam: OpenExam, cookie: string): Promise<void> {
    const fields = new URLSearchParams({ text: 'I was away.' });
    const answer = await this.#heard(() => this.#form(`/exam/${exam.id}/more-time`, fields, cookie));
    if (!answer) this.#told.unheard(exam.incidentId, 'request.asked');
    else if (answer.status === 303 && answer.location.endsWith('/asked'))
      this.#told.did(exam.incidentId, 'request.asked');
    else this.#expectOrdinary(answer.status, `more time for ${exam.id}`);
  }

  /** Starts the attempt if need be and saves some answers, every one of them right. */
  async begin(exam: OpenExam, cookie: string, answers: number): Promise<void> {
    if (exam.status === 'scheduled' && !(await this.#start(exam, cookie))) return;
    for (const { position, given } of this.#knownAnswers(exam).slice(0, answers)) {
      const path = `/exam/${exam.id}/question/${position + 1}`;
      const answer = await this.#heard(() => this.#form(path, formOf(given), cookie, 'application/json'));
      if (!answer) return;
      if (answer.status === 200) this.#told.saved(exam.id, position);
      else this.#expectOrdinary(answer.status, `saving ${exam.id}`);
    }
  }

  /** Submits everything that the student knows, sometimes from two devices at once. */
  async submit(exam: OpenExam, cookie: string): Promise<void> {
    const answers = Object.fromEntries(this.#knownAnswers(exam).map(({ position, given }) => [position, given]));
    const devices = this.#below(4) === 0 ? 2 : 1;
    await Promise.all(Array.from({ length: devices }, () => this.#submitOnce(exam, cookie, answers)));
  }

  async #submitOnce(exam: OpenExam, cookie: string, answers: object): Promise<void> {
    const answer = await this.#heard(async () => {
      const response = await fetch(`${this.#origin}/api/exam`, {
        method: 'POST',
        headers: { origin: this.#origin, cookie: `resit-exam=${cookie}`, 'content-type': 'application/json' },
        body: JSON.stringify({ answers }),
      });
      return { status: response.status, body: (await response.json()) as SubmittedExam };
    });
    if (!answer) return;
    if (answer.status === 200) this.#told.submitted(exam.id, answer.body);
    else this.#expectOrdinary(answer.status, `submitting ${exam.id}`);
  }

  async #start(exam: OpenExam, cookie: string): Promise<boolean> {
    const fields = new URLSearchParams({ 'own-work': 'yes' });
    const answer = await this.#heard(() => this.#form(`/exam/${exam.id}/start`, fields, cookie));
    if (!answer) this.#told.unheard(exam.incidentId, 'exam.started');
    else if (answer.status === 303 && answer.location.endsWith('/question/1'))
      this.#told.did(exam.incidentId, 'exam.started');
    else if (answer.status !== 303) this.#expectOrdinary(answer.status, `starting ${exam.id}`);
    return answer?.location.endsWith('/question/1') ?? false;
  }

  async #act(incident: Incident, action: Action, path: string, body: object): Promise<void> {
    const answer = await this.#heard(() => this.#officer.call('POST', `/incident/${incident.id}/${path}`, body));
    if (!answer) this.#told.unheard(incident.id, action);
    else if (answer.status === 200) this.#told.did(incident.id, action);
    else this.#expectOrdinary(answer.status, `${path} of ${incident.id}: ${JSON.stringify(answer.body)}`);
  }

  async #form(path: string, fields: URLSearchParams, cookie: string, accept = 'text/html') {
    const headers = { origin: this.#origin, cookie: `resit-exam=${cookie}`, accept };
    const response = await fetch(`${this.#origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: fields,
    });
    await response.arrayBuffer();
    return { status: response.status, location: response.headers.get('location') ?? '' };
  }

  /** The answer, or undefined when the connection broke before it came. */
  async #heard<T extends { status: number }>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#told.heard();
      return answer;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      this.#told.cutOff += 1;
      return undefined;
    }
  }

  #expectOrdinary(status: number, what: string): void {
    if (!ordinary.has(status)) this.#told.wrong.push(`${what} was answered ${status}`);
  }

  #knownAnswers(exam: OpenExam): { position: number; given: Answer }[] {
    return exam.drawn.slice(0, knownOf(exam.id)).flatMap((drawn, position) => {
      const question = this.#questions.get(questionKey(drawn.questionId, drawn.version));
      return question ? [{ position, given: toPublicAnswer(question, drawn, correctAnswer(question)) }] : [];
    });
  }
}

/** How many of an exam's twenty questions its student knows: two in five know enough to pass. The same at every try. */
export function knownOf(examId: string): number {
  const drawn = Number.parseInt(examId.slice(0, 6), 32) || examId.length;
  return drawn % 5 < 2 ? 14 + (drawn % 7) : drawn % 14;
}

export const newCookie = (): string => randomBytes(32).toString('hex');

/** The incident's exam as long as it can be acted upon. */
export function openExamOf<E extends { id: string }>(
  incident: Incident,
  exams: readonly E[],
): (E & OpenExam) | undefined {
  if (incident.status !== 'exam-open') return undefined;
  const exam = exams.find(({ id }) => id === incident.currentExamId);
  return exam && isOpen(exam as never) ? (exam as E & OpenExam) : undefined;
}

const nameOf = (number: string): string => `Zoë ${number} O'Brien`;
const mailOf = (number: string): string => `${number}@student.example.edu`;

const laterDay = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** An answer in the fields of its form. */
function formOf(given: Answer): URLSearchParams {
  switch (given.type) {
    case 'single-choice':
      return new URLSearchParams({ choice: given.choice });
    case 'multiple-response':
      return new URLSearchParams(given.choices.map((choice): [string, string] => ['choices', choice]));
    case 'true-false':
      return new URLSearchParams({ value: String(given.value) });
    case 'matching':
      return new URLSearchParams(
        Object.entries(given.pairs).map(([prompt, choice]): [string, string] => [`pairs.${prompt}`, choice]),
      );
    case 'numerical':
      return new URLSearchParams({ value: given.value });
    case 'short-answer':
      return new URLSearchParams({ text: given.text });
  }
}
