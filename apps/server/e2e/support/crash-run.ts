import { seededRandom } from '@resit/integrity/exam/seeded-random';
import { isEnded } from '@resit/integrity/incident/transitions';
import { allItems } from '@resit/integrity/ports/pages';
import type { RandomBelow } from '@resit/integrity/question-bank/question-kind';
import { dataFile } from '../../src/host/data-folder.ts';
import { Acknowledged, type Report, type ReportKind } from './crash-acknowledged.ts';
import { brokenOf, lostOf, unfinishedOf } from './crash-checks.ts';
import { answerable, dayOf, planDay, type Standing, studentsOf } from './crash-day.ts';
import { readExecutions, strayHistoriesOf, strayOf } from './crash-engine.ts';
import { admit, type Office, signIn, staffOffice, withRepository } from './crash-office.ts';
import { People } from './crash-people.ts';
import { openPostOffice, type PostOffice } from './crash-post-office.ts';
import { CrashServer } from './crash-server.ts';
import { isBehind, readSnapshot, readStanding, Wreck, waitOf } from './crash-snapshot.ts';

/** So many incidents wait whenever the process is killed. */
const WAITING_MIN = 1000;
/** As many more are there when people begin, since some come to their end before the kill. */
const WAITING_MORE = 150;
/** A day of the workflow's clock in 2 s: deadlines and reminders fall all the time. */
const LIVELY = { RESIT_CLOCK_SPEED: '43200' };
const CONTACT = { RESIT_CONTACT_ADDRESS: 'office@uni.example.edu' };
/** A day in 0.2 s, to bring everything to its end. */
const HASTY = { RESIT_CLOCK_SPEED: '400000' };
/** A kill comes when so many requests have been answered, at most. */
const ANSWERS_BEFORE_KILL_MAX = 400;
/** Deadlines fall so many days after the exam was scheduled. */
const DAYS_MIN = 1;
const DAYS_MORE_MAX = 14;
const END_WITHIN_MS = 240_000;

export interface CrashOutcome {
  faults: string[];
  readyMs: readonly number[];
  /** By what they waited for: how many incidents in all kills together. */
  waited: ReadonlyMap<string, number>;
  told: Acknowledged;
  waitingLeast: number;
}

/** Kills a server so many times while a thousand incidents wait and people work, and says what it did wrong. */
export async function surviveKills({ kills, seed }: { kills: number; seed: string }): Promise<CrashOutcome> {
  const server = await CrashServer.create();
  const post = await openPostOffice();
  const run = new CrashRun(server, post, seed);
  try {
    await run.begin();
    for (let kill = 1; kill <= kills && !run.hasFaults(); kill += 1) await run.live(kill);
    if (!run.hasFaults()) await run.finish();
    return run.outcome();
  } finally {
    await server.dispose();
    await post.close();
  }
}

class CrashRun {
  readonly #server: CrashServer;
  readonly #post: PostOffice;
  readonly #seed: string;
  #below: RandomBelow;
  readonly #told = new Acknowledged();
  readonly #faults: string[] = [];
  readonly #waited = new Map<string, number>();
  #office: Office | undefined;
  #waitingLeast = Number.POSITIVE_INFINITY;
  #killsWithMail = 0;

  constructor(server: CrashServer, post: PostOffice, seed: string) {
    this.#server = server;
    this.#post = post;
    this.#seed = seed;
    this.#below = seededRandom(seed);
  }

  /** What is wrong already makes the rest wrong too: there is no use in going on. */
  hasFaults(): boolean {
    return this.outcome().faults.length > 0;
  }

  outcome(): CrashOutcome {
    return {
      faults: [...this.#faults, ...this.#told.wrong, ...this.#server.faults],
      readyMs: this.#server.readyMs,
      waited: this.#waited,
      told: this.#told,
      waitingLeast: this.#waitingLeast,
    };
  }

  /** The first start, and everybody who is to use it. */
  async begin(): Promise<void> {
    await this.#server.start(this.#settings(0));
    this.#office = await staffOffice(this.#server.folder, DAYS_MIN);
    const people = await this.#people();
    await this.#reportMore(people, WAITING_MIN + WAITING_MORE);
    await this.#settled();
    // One day without a kill, so that there are exams begun and failed, requests and decisions at the first.
    const day = await this.#day(people, await this.#look(), 0.4);
    await Promise.all(day.map((begin) => begin()));
    await this.#server.kill();
    await this.#inspect();
  }

  /** From one kill to the next. */
  async live(kill: number): Promise<void> {
    // Anew for each kill, so that how far the one before came changes nothing of this.
    this.#below = seededRandom(`${this.#seed} ${kill}`);
    const settings = this.#settings(kill);
    if (this.#below(3) === 0) await this.#server.startAndKill(settings, 100 + this.#below(900));
    await this.#server.start(settings);
    // While time stands nearly still, no timer mends what a lost callback left lying.
    if (settings.RESIT_SMTP_URL !== undefined) await this.#within(() => this.#isFollowed());
    const people = await this.#people();
    await this.#reportAgain(people);
    const before = await this.#look();
    const waiting = before.incidents.filter(({ status }) => !isEnded(status)).length;
    await this.#reportMore(people, Math.max(0, WAITING_MIN + WAITING_MORE - waiting));
    const day = await this.#day(people, before);
    const enough = this.#told.heardMore(1 + this.#below(ANSWERS_BEFORE_KILL_MAX));
    const everybody = Promise.all([...day.map((begin) => begin()), this.#reportMore(people, 40)]);
    // Should everybody be done before that, as when so few may do anything that they hear less: then.
    await Promise.race([enough, everybody]);
    await this.#server.kill();
    await everybody;
    if (settings.RESIT_SMTP_URL !== undefined) this.#killsWithMail += 1;
    const found = await this.#inspect();
    this.#waitingLeast = Math.min(this.#waitingLeast, found);
  }

  /** Lets everything come to its end, and looks at all of it once more. */
  async finish(): Promise<void> {
    // First what has been left lying, while time stands nearly still: otherwise the weeks bring a flood of reminders.
    await this.#server.start(CONTACT);
    const clerks = await this.#people();
    await this.#reportAgain(clerks);
    await this.#within(async () => (await this.#tidy(clerks)) === 0 && (await this.#isFollowed()));
    await this.#stop();
    await this.#server.start({ ...CONTACT, ...HASTY });
    const people = await this.#people();
    await this.#within(() => this.#isOver(people));
    await this.#stop();
    await withRepository(this.#server.folder, async (repository) => {
      const found = await readSnapshot(repository);
      this.#faults.push(
        ...lostOf(this.#told, found, () => false),
        ...brokenOf(found),
        ...unfinishedOf(this.#told, found),
      );
      const ids = new Set(found.mails.map(({ messageId }) => messageId));
      for (const [id, times] of this.#post.taken)
        if (!ids.has(id) || times > 1 + this.#killsWithMail) this.#faults.push(`Mail ${id} was sent ${times} times.`);
      for (const { id, messageId, delivery } of found.mails)
        if (delivery.status === 'accepted' && delivery.by === 'smtp' && !this.#post.taken.has(messageId))
          this.#faults.push(`Mail ${id} counts as sent and was not.`);
      const engine = dataFile(this.#server.folder, 'engine.db');
      this.#faults.push(...(await strayHistoriesOf(engine, found.incidents)));
    });
  }

  async #within(isDone: () => Promise<boolean>): Promise<void> {
    const endMs = Date.now() + END_WITHIN_MS;
    while (!(await isDone())) {
      if (Date.now() > endMs) {
        this.#faults.push(`Not everything has come to its end within ${END_WITHIN_MS} ms: ${await this.#standing()}`);
        return;
      }
      await pause(250);
    }
  }

  /** Some of what has not come to its end, what the workflow should have followed before all else. */
  async #standing(): Promise<string> {
    const { incidents, exams } = await this.#look();
    const examsOf = ({ id }: { id: string }) => exams.get(id) ?? [];
    const behind = incidents.filter((incident) => isBehind(incident, examsOf(incident)));
    const left = behind.length > 0 ? behind : incidents.filter(({ status }) => !isEnded(status));
    const words = left.slice(0, 10).map((incident) => `${incident.id} ${waitOf(incident, examsOf(incident))}`);
    return `${left.length} incidents, such as ${words.join(', ')}`;
  }

  async #stop(): Promise<void> {
    const code = await this.#server.stop();
    if (code !== 0) this.#faults.push(`The server ended with ${code} when it was told to stop.`);
  }

  /** Two lives of five send real mail, at the pace of real time; in the others the days fly. */
  #settings(life: number): Readonly<Record<string, string>> {
    const isReal = life % 5 === 2 || life % 5 === 3;
    return { ...CONTACT, ...(isReal ? { RESIT_SMTP_URL: this.#post.url } : LIVELY) };
  }

  async #people(): Promise<People> {
    const { origin } = this.#server;
    if (!this.#office) throw new Error('Nobody works here yet.');
    const { clients, questions } = this.#office;
    const staff = {
      reporter: await signIn(origin, clients.reporter),
      lecturer: await signIn(origin, clients.lecturer),
      officer: await signIn(origin, clients.officer),
    };
    // A generator of their own: in which order they draw from it depends on the server.
    const below = seededRandom(`people ${this.#below(2 ** 31)}`);
    return new People({ origin, told: this.#told, below, questions, staff });
  }

  async #reportMore(people: People, count: number): Promise<void> {
    const reports = Array.from({ length: count }, (): Report => {
      const studentNumber = `s${100_000 + this.#told.reports.size}`;
      const kind = (['lecturer', 'straight'] as ReportKind[])[this.#below(10)] ?? 'officer';
      const report: Report = { studentNumber, kind };
      this.#told.reports.set(studentNumber, report);
      return report;
    });
    const numbers = reports.map(({ studentNumber }) => studentNumber);
    if (count > 0) await people.enrol(numbers, () => this.#below(DAYS_MORE_MAX));
    await inTurns(reports, 16, (report) => people.report(report));
  }

  /** Whoever heard nothing asks again. */
  async #reportAgain(people: People): Promise<void> {
    const unheard = [...this.#told.reports.values()].filter(({ incidentId }) => incidentId === undefined);
    await inTurns(unheard, 16, (report) => people.report(report));
  }

  /** Waits until every report has become an incident that waits. */
  async #settled(): Promise<void> {
    await withRepository(this.#server.folder, async (repository) => {
      for (const endMs = Date.now() + END_WITHIN_MS; Date.now() < endMs; await pause(50)) {
        const [all, onTheWay] = await Promise.all([
          repository.countIn('incident', 'all', 'all'),
          repository.countIn('incident', 'byStatus', 'to-be-scheduled'),
        ]);
        if (all >= this.#told.reports.size && onTheWay === 0) return;
      }
    });
  }

  /** What people find when they come. */
  #look(): Promise<Standing> {
    return withRepository(this.#server.folder, async (repository) => ({
      ...(await readStanding(repository)),
      requests: await allItems(repository, 'request', 'open', { partition: 'open' }),
    }));
  }

  async #day(people: People, standing: Standing, share = 1): Promise<(() => Promise<void>)[]> {
    const plan = planDay(standing, this.#below, share);
    return dayOf(people, plan, await admit(this.#server.folder, studentsOf(plan)), this.#below);
  }

  /** Looks at copies of the files that a killed process left. Returns how many incidents wait. */
  async #inspect(): Promise<number> {
    const wreck = new Wreck(this.#server.folder);
    try {
      const engine = readExecutions(wreck.engineFile);
      const integrity = [engine.integrity, wreck.repository.integrityCheck()];
      if (integrity.some((each) => each !== 'ok')) this.#faults.push(`The files are damaged: ${integrity.join(' / ')}`);
      const found = await readSnapshot(wreck.repository);
      this.#faults.push(
        ...lostOf(this.#told, found, (id) => engine.statusByName.has(id)),
        ...brokenOf(found),
        ...strayOf(engine.statusByName, found.incidents),
      );
      for (const incident of found.incidents) {
        const wait = waitOf(incident, found.exams.get(incident.id) ?? []);
        this.#waited.set(wait, (this.#waited.get(wait) ?? 0) + 1);
      }
      return found.incidents.filter(({ status }) => !isEnded(status)).length;
    } finally {
      await wreck.dispose();
    }
  }

  /** Officers see to whatever waits for them. Returns how much that was. */
  async #tidy(people: People): Promise<number> {
    const { incidents, exams, requests } = await this.#look();
    const work = [
      ...incidents
        .filter((one) => one.status === 'awaiting-decision' && one.officersRemindedAt !== undefined)
        .map((incident) => () => people.decide(incident, true)),
      ...incidents.filter(({ status }) => status === 'to-be-confirmed').map((one) => () => people.confirm(one)),
      ...answerable({ incidents, exams, requests }).map(
        ({ incident, exam, request }) =>
          () =>
            people.answer(incident, exam, request),
      ),
    ];
    await inTurns(work, 8, (one) => one());
    return work.length;
  }

  /** True if the workflow has followed every decision; while time stands nearly still only callbacks move it. */
  async #isFollowed(): Promise<boolean> {
    const { incidents, exams } = await this.#look();
    return !incidents.some((incident) => isBehind(incident, exams.get(incident.id) ?? []));
  }

  /** True once nothing waits for anybody and nothing is under way. */
  async #isOver(people: People): Promise<boolean> {
    if ((await this.#tidy(people)) > 0) return false;
    const { incidents } = await withRepository(this.#server.folder, readStanding);
    if (incidents.length < this.#told.reports.size || incidents.some(({ status }) => !isEnded(status))) return false;
    const left = await withRepository(this.#server.folder, (repository) =>
      Promise.all([repository.countIn('callback', 'due', 'due'), repository.countIn('mail', 'due', 'due')]),
    );
    const { statusByName } = readExecutions(dataFile(this.#server.folder, 'engine.db'));
    return left.every((count) => count === 0) && ![...statusByName.values()].includes(0);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
