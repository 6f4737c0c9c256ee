import { type Case, DAYS, type Step } from './cases.ts';
import type { StaffName } from './issuer.ts';
import { office, type Said, Student } from './people.ts';
import { DAY_MS, START_MS, TIME_ZONE } from './place.ts';
import type { World } from './world.ts';

/** What came of a case: its incident, and what everybody was told at every step. */
export interface Played {
  case: Case;
  incidentId: string;
  said: { day: number; what: string; status: number; code?: string }[];
}

/** Days after the last step, in which deadlines pass and officers are reminded. */
const DAYS_AFTER = 9;
/** Each day begins so much later than the one before, that what falls due after whole days has fallen due by then. */
const LATER_MS = 10 * 60_000;
const dayOf = (atMs: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(atMs);

const emailOf = ({ number, unreachable }: Case): string =>
  `${unreachable ? 'nobody' : 'student'}${number}@student.example.edu`;
/** Every student comes from an address of their own. */
const viewerOf = ({ number }: Case): string => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
const numberOf = ({ number }: Case): string => `s${String(number).padStart(7, '0')}`;

interface Pace {
  /** How many people act at the same time. */
  atOnce: number;
  onProgress(done: string): void;
}

/** Cases that are played on a world, all on the same days, several at a time. */
export class Play {
  readonly #world: World;
  readonly #players: readonly Player[];
  readonly #pace: Pace;
  #day = -1;

  private constructor(world: World, players: readonly Player[], pace: Pace) {
    this.#world = world;
    this.#players = players;
    this.#pace = pace;
  }

  static of(cases: readonly Case[], world: World, pace: Pace): Play {
    return new Play(
      world,
      cases.map((each) => Player.of(world, each)),
      pace,
    );
  }

  /** What came of the cases so far. */
  get played(): Played[] {
    return this.#players.map(({ played }) => played);
  }

  /** The same people at the same point, where another installation answers. */
  movedTo(world: World): Play {
    const moved = new Play(
      world,
      this.#players.map((player) => player.movedTo(world)),
      this.#pace,
    );
    moved.#day = this.#day;
    return moved;
  }

  /** Plays the days that are left, or those up to and with one. */
  async days(last = DAYS + DAYS_AFTER): Promise<void> {
    while (this.#day < last) {
      this.#day += 1;
      const day = this.#day;
      if (day > 0) await this.#world.moveTo(START_MS + day * (DAY_MS + LATER_MS));
      for (let round = 0; ; round += 1) {
        const due = this.#players.filter((player) => player.hasStep(day, round));
        if (due.length === 0) break;
        await inTurns(due, this.#pace.atOnce, (player) => player.step(day, round));
        await this.#world.settle();
        // What a step lets come due at once is done that same day on every host, however fast the days pass on it.
        await this.#world.aMinutePasses();
      }
      this.#pace.onProgress(`day ${day} of ${DAYS + DAYS_AFTER}`);
    }
  }

  /** Has everybody do what their case has for this moment, and does not wait for what follows. */
  async moment(which: 'closing' | 'opening'): Promise<void> {
    const due = this.#players.filter(({ played }) => played.case[which] !== undefined);
    await inTurns(due, this.#pace.atOnce, (player) => player.moment(this.#day, which));
  }

  /** The student of each case, with the browser that they have used. */
  get students(): ReadonlyMap<string, Student> {
    return new Map(this.#players.map(({ played, student }) => [played.incidentId, student]));
  }
}

async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

class Player {
  readonly #world: World;
  readonly student: Student;
  readonly played: Played;

  private constructor(world: World, student: Student, played: Played) {
    this.#world = world;
    this.student = student;
    this.played = played;
  }

  static of(world: World, of: Case): Player {
    return new Player(world, new Student(world, emailOf(of), viewerOf(of)), { case: of, incidentId: '', said: [] });
  }

  movedTo(world: World): Player {
    const { played, student } = this;
    return new Player(world, student.movedTo(world), { ...played, said: [...played.said] });
  }

  hasStep(day: number, round: number): boolean {
    const { case: of } = this.played;
    return day === of.day && round === 0
      ? true
      : (of.steps.get(day)?.[round] ?? undefined) !== undefined && day > of.day;
  }

  async step(day: number, round: number): Promise<void> {
    const { case: of } = this.played;
    const step = day === of.day ? undefined : of.steps.get(day)?.[round];
    if (step === undefined) this.#told(day, 'report', await this.#report());
    else for (const [what, said] of await this.#do(step)) this.#told(day, what, said);
  }

  async moment(day: number, which: 'closing' | 'opening'): Promise<void> {
    const step = this.played.case[which];
    if (step) for (const [what, said] of await this.#do(step)) this.#told(day, what, said);
  }

  #told(day: number, what: string, { status, code }: Pick<Said, 'status' | 'code'>): void {
    this.played.said.push({ day, what, status, ...(code === undefined ? {} : { code }) });
  }

  async #report(): Promise<Said> {
    const { case: of } = this.played;
    const body = {
      student: { studentNumber: numberOf(of), name: of.name, email: emailOf(of) },
      work: { title: `Essay "${of.number}" \\ on sources`, unit: 'HIST1001' },
      ...(of.reporter === 'lecturer' ? {} : { finding: { reference: `F/${of.number}`, foundOn: '2040-02-15' } }),
      description: "Three paragraphs,\ncopied 'as they were'.",
      ...(of.straight ? { handling: 'straight-to-decision' } : {}),
    };
    const said = await office(this.#world, of.reporter, 'POST', '/incident', body, {
      'idempotency-key': `case-${of.number}`,
    });
    this.played.incidentId = String(said.body.incidentId ?? '');
    return said;
  }

  async #do(step: Step): Promise<[string, Pick<Said, 'status' | 'code'>][]> {
    const act = async (what: string, body: object, who: StaffName = 'officer'): Promise<[string, Said][]> => [
      [what, await office(this.#world, who, 'POST', `/incident/${this.played.incidentId}/${what}`, body)],
    ];
    const why = 'Decided after talking with the student.';
    const laterDay = (days: number): string => dayOf(this.#world.nowMs() + (7 + days) * DAY_MS);
    switch (step.do) {
      case 'confirm':
        return act('confirm', { finding: { reference: `F/${this.played.case.number}`, foundOn: '2040-02-15' } });
      case 'refuse':
      case 'withdraw':
      case 'excuse':
      case 'mark-bounced':
        return act(step.do, { why });
      case 'resend':
        return act('resend-invitation', { email: `student${this.played.case.number}@student.example.edu`, why });
      case 'note':
        return act('notes', { text: 'A note\nof two lines.' });
      case 'extend':
        return act('extend-deadline', { until: laterDay(step.days), why });
      case 'adjust': {
        const { do: _do, ...adjustment } = step;
        return act('adjust', adjustment);
      }
      case 'decide': {
        const penalty = step.decision === 'penalty' ? { penalty: 'The work is marked zero.' } : {};
        return act('decide', { decision: step.decision, why, ...penalty });
      }
      case 'answer': {
        const { items } = await this.#world.repository.query('request', 'byIncident', {
          partition: this.played.incidentId,
        });
        const open = items.find(({ answer }) => answer === undefined);
        if (!open) return [];
        const until = step.granted && open.type === 'more-time' ? { until: laterDay(step.days) } : {};
        return act('answer-request', {
          requestId: open.id,
          granted: step.granted,
          text: 'We have looked into it.',
          ...until,
        });
      }
      case 'look': {
        const seen = await office(this.#world, 'officer', 'GET', `/incident/${this.played.incidentId}`);
        const examId = this.student.examId;
        const page = examId === undefined ? { status: 0 } : await this.student.get(`/exam/${examId}`);
        return [
          [`incident ${String(seen.body.status)}, ${JSON.stringify(seen.body.actions ?? null)}`, seen],
          ['page', page],
        ];
      }
      case 'ask':
      case 'mistake':
        return this.#atExam(async (examId) => {
          const path = `/exam/${examId}/${step.do === 'ask' ? 'more-time' : 'mistake'}`;
          return [[step.do, await this.student.post(path, { text: 'I was away, and ill.' })]];
        });
      case 'begin':
        return this.#atExam(async (examId) => {
          const started = await this.student.start(examId);
          const last = (await this.student.answers(examId, step.known)).at(-1);
          const saved = last && (await this.student.post(`/exam/${examId}/question/${last[0] + 1}`, fieldsOf(last[1])));
          return [['start', started], ...(saved ? [['save', saved] as [string, { status: number }]] : [])];
        });
      case 'save': {
        const { examId = '' } = this.student;
        const saved: [string, { status: number }][] = [];
        for (const [position, given] of await this.student.answers(examId, step.known))
          saved.push(['save', await this.student.post(`/exam/${examId}/question/${position + 1}`, fieldsOf(given))]);
        return saved;
      }
      case 'hand-in': {
        const { examId } = this.student;
        const said = examId === undefined ? { status: 0, body: {} } : await this.student.submit(examId, step.known);
        return [[`submit ${String(said.body.result)} ${String(said.body.scorePercent)}`, said]];
      }
      case 'stop':
        await this.#world.stopExecution(this.played.incidentId);
        return [];
      case 'resume':
        return act('resume', { why }, 'administrator');
      case 'sit':
        return this.#atExam(async (examId) => {
          const started = await this.student.start(examId);
          const said = await this.student.submit(examId, step.known);
          return [
            ['start', started],
            [`submit ${String(said.body.result)} ${String(said.body.scorePercent)}`, said],
          ];
        });
    }
  }

  /** With the student let in, if the link that they have is good for that. */
  async #atExam(
    then: (examId: string) => Promise<[string, Pick<Said, 'status' | 'code'>][]>,
  ): Promise<[string, Pick<Said, 'status' | 'code'>][]> {
    const examId = this.student.examId;
    if (examId === undefined) return [['no link came', { status: 0 }]];
    const entered = await this.student.enter(examId);
    if (entered === undefined) return [['no code came', { status: 0 }]];
    return [['enter', entered], ...(await then(examId))];
  }
}

/** An answer in the fields of its form. */
export function fieldsOf(answer: unknown): [string, string][] {
  const { choice, choices, value, pairs, text } = answer as Record<string, unknown>;
  if (Array.isArray(choices)) return choices.map((one) => ['choices', String(one)]);
  if (typeof pairs === 'object' && pairs !== null)
    return Object.entries(pairs).map(([prompt, one]) => [`pairs.${prompt}`, String(one)]);
  if (typeof choice === 'string') return [['choice', choice]];
  return [text === undefined ? ['value', String(value)] : ['text', String(text)]];
}
