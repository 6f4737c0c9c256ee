import type { AwsWorld } from './aws-world.ts';
import type { StaffName } from './issuer.ts';
import { office, type Said, Student } from './people.ts';
import { DAY_MS, TIME_ZONE } from './place.ts';
import { fieldsOf } from './play.ts';

/** Somebody was answered otherwise than a scenario needs. */
export class Refused extends Error {
  readonly code = 'refused';
}

let begun = 0;

/** An incident of a scenario, with its student. */
export class Sitting {
  readonly #world: AwsWorld;
  readonly student: Student;
  readonly incidentId: string;

  private constructor(world: AwsWorld, student: Student, incidentId: string) {
    this.#world = world;
    this.student = student;
    this.incidentId = incidentId;
  }

  /** Reports an incident and waits until its student is written to. @throws Refused */
  static async begin(world: AwsWorld, who: StaffName = 'reporter'): Promise<Sitting> {
    begun += 1;
    const email = `scenario${begun}@student.example.edu`;
    const body = {
      student: { studentNumber: `x${begun}`, name: `Student ${begun}`, email },
      work: { title: 'Essay on the Peace of Westphalia', unit: 'HIST1001' },
      ...(who === 'lecturer' ? {} : { finding: { reference: `X/${begun}`, foundOn: '2040-02-15' } }),
      description: 'Three paragraphs copied without quotation marks.',
    };
    const said = await office(world, who, 'POST', '/incident', body);
    if (said.status !== 202) throw new Refused(`The report was answered ${JSON.stringify(said)}`);
    await world.settle();
    return new Sitting(world, new Student(world, email, `10.200.0.${begun}`), String(said.body.incidentId));
  }

  static async policy(world: AwsWorld): Promise<Record<string, unknown>> {
    const { body } = await office(world, 'administrator', 'GET', '/policy');
    const { number: _number, createdAt: _at, createdBy: _by, ...terms } = body;
    return terms;
  }

  static async setPolicy(world: AwsWorld, terms: object): Promise<void> {
    const { body } = await office(world, 'administrator', 'GET', '/policy');
    const headers = { 'if-match': `"${String(body.number)}"` };
    const said = await office(world, 'administrator', 'PUT', '/policy', { ...terms, why: 'For a scenario.' }, headers);
    if (said.status !== 200) throw new Refused(`The policy was answered ${JSON.stringify(said)}`);
  }

  /** The exam of the last link that came. @throws Refused */
  get examId(): string {
    const { examId } = this.student;
    if (examId === undefined) throw new Refused('No link to an exam came.');
    return examId;
  }

  get letters(): string[] {
    return this.#world.mailbox.of(this.student.email).map(({ subject }) => subject);
  }
  get texts(): string[] {
    return this.#world.mailbox.of(this.student.email).map(({ text }) => text);
  }

  async status(): Promise<string | undefined> {
    return (await this.#world.repository.get('incident', this.incidentId))?.status;
  }

  /** Lets the student in, and starts the exam. @throws Refused */
  async start(): Promise<void> {
    const entered = await this.student.enter(this.examId);
    const started = entered && (await this.student.start(this.examId));
    if (!started?.headers.location?.toString().endsWith('/question/1'))
      throw new Refused(`The way in was answered ${entered?.status}, the start ${started?.status} ${started?.text}`);
  }

  /** Saves a right answer by its form, and no more. */
  async saveOne(): Promise<void> {
    const [first] = await this.student.answers(this.examId, 1);
    if (!first) throw new Refused('The exam has no question.');
    const saved = await this.student.post(`/exam/${this.examId}/question/${first[0] + 1}`, fieldsOf(first[1]));
    if (saved.status >= 400) throw new Refused(`The answer was answered ${saved.status}`);
  }

  /** Sits the exam of the last link, and waits for what follows. */
  async sit(known: number): Promise<{ result: unknown; scorePercent: unknown }> {
    const { examId } = this;
    await this.start();
    const { status, body } = await this.student.submit(examId, known);
    if (status !== 200) throw new Refused(`The exam was answered ${status} ${JSON.stringify(body)}`);
    await this.#world.settle();
    return { result: body.result, scorePercent: body.scorePercent };
  }

  /** Does what has to work. @throws Refused */
  async act(action: string, body: object, who: StaffName = 'officer'): Promise<Said> {
    const said = await office(this.#world, who, 'POST', `/incident/${this.incidentId}/${action}`, body);
    if (said.status !== 200) throw new Refused(`${action} was answered ${said.status} ${JSON.stringify(said.body)}`);
    await this.#world.settle();
    return said;
  }

  async daysPass(days: number): Promise<void> {
    for (let day = 0; day < days; day += 1) await this.#world.moveTo(this.#world.nowMs() + DAY_MS);
  }

  dayIn(days: number): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(this.#world.nowMs() + days * DAY_MS);
  }

  /** Has SES tell that the invitation came back. */
  async bounceInvitation(): Promise<void> {
    const { items } = await this.#world.repository.query('mail', 'byIncident', { partition: this.incidentId });
    const invitation = items.find(({ template }) => template === 'invitation');
    await this.#world.bounce(Buffer.from(invitation?.id ?? '').toString('base64url'));
    await this.#world.settle();
  }
}
