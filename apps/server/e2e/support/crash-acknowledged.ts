import type { SubmittedExam } from '@resit/integrity/use-cases/student/submit-exam';

/** Who reported a student; decides where the incident begins. */
export type ReportKind = 'officer' | 'lecturer' | 'straight';

/** A report that was made, or tried. */
export interface Report {
  studentNumber: string;
  kind: ReportKind;
  /** Once it was acknowledged. */
  incidentId?: string;
}

/** What staff and students decided, by the audit entry that it leaves. */
export type Action =
  | 'incident.confirmed'
  | 'incident.refused'
  | 'incident.decided'
  | 'incident.withdrawn'
  | 'exam.extended'
  | 'exam.excused'
  | 'exam.started'
  | 'request.asked'
  | 'request.answered';

/**
 * What the server said it had done before it was killed, and what it was asked without an answer coming back: the first
 * has to be there for good, the second may be.
 */
export class Acknowledged {
  readonly reports = new Map<string, Report>();
  /** Positions whose saving was acknowledged, by exam. */
  readonly saves = new Map<string, Set<number>>();
  readonly submissions = new Map<string, SubmittedExam>();
  /** How many answers each submission has had. */
  readonly submissionAnswers = new Map<string, number>();
  readonly #done = new Map<string, number>();
  readonly #unheard = new Map<string, number>();
  /** Answers that nobody should ever get. */
  readonly wrong: string[] = [];
  /** Requests whose answer the kill cut off. */
  cutOff = 0;

  /** Requests that were answered. */
  #heard = 0;
  #waiting: { at: number; resolve: () => void }[] = [];

  /** An answer came. */
  heard(): void {
    this.#heard += 1;
    for (const one of this.#waiting.filter(({ at }) => at <= this.#heard)) one.resolve();
  }

  /** Resolves when so many answers more have come. */
  heardMore(count: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ at: this.#heard + count, resolve }));
  }

  saved(examId: string, position: number): void {
    const positions = this.saves.get(examId) ?? new Set();
    this.saves.set(examId, positions.add(position));
  }

  submitted(examId: string, outcome: SubmittedExam): void {
    const before = this.submissions.get(examId);
    if (before && JSON.stringify(before) !== JSON.stringify(outcome))
      this.wrong.push(`Exam ${examId} was answered ${JSON.stringify(before)}, then ${JSON.stringify(outcome)}.`);
    this.submissions.set(examId, outcome);
    this.submissionAnswers.set(examId, (this.submissionAnswers.get(examId) ?? 0) + 1);
  }

  did(subject: string, action: Action): void {
    add(this.#done, subject, action);
  }

  unheard(subject: string, action: Action): void {
    add(this.#unheard, subject, action);
  }

  /** Every subject with an action of its own, and how often that may stand in the audit trail. */
  *bounds(): Generator<{ subject: string; action: Action; least: number; most: number }> {
    for (const key of new Set([...this.#done.keys(), ...this.#unheard.keys()])) {
      const [subject = '', action] = key.split(' ');
      const least = this.#done.get(key) ?? 0;
      yield { subject, action: action as Action, least, most: least + (this.#unheard.get(key) ?? 0) };
    }
  }
}

function add(counts: Map<string, number>, subject: string, action: Action): void {
  const key = `${subject} ${action}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
