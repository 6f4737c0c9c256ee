import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { officeChains } from '@resit/integrity/audit/audit';
import { firstBroken } from '@resit/integrity/audit/chain';
import { allItems } from '@resit/integrity/ports/pages';
import type { Repository } from '@resit/integrity/ports/repository';
import { type AwsWorld, startAwsWorld } from '../aws-world.ts';
import { embeddedSettings, startEmbeddedWorld } from '../embedded-world.ts';
import type { StaffName } from '../issuer.ts';
import type { Mailbox } from '../mailbox.ts';
import { judge } from '../permissions.ts';
import { parameters } from '../place.ts';
import { Play } from '../play.ts';
import { type Difference, differences, type Records, topicsOf } from '../records.ts';
import type { World } from '../world.ts';
import { actionsOfTheGuide, importInto, OPERATOR, type Ran, resit } from './commands.ts';
import { MOVE_DAY, movedCases } from './moved-cases.ts';
import { lettersIn, movedRecordsOf } from './outcomes.ts';
import { type FoundPage, pagesOf } from './pages.ts';
import { stages, stagesOf } from './stages.ts';

export interface MoveOptions {
  app: string;
  issuer: { url: string };
  tokens: Readonly<Record<StaffName, string>>;
  cases: number;
  seed: number;
  atOnce: number;
  say(text: string): void;
  check(what: string, passed: number, failed: number): void;
  /** Shows where the two differ. */
  show(of: string, found: readonly Difference[]): void;
}

/** An office as it was left, and what is known of it. */
interface Left {
  play: Play;
  mailbox: Mailbox;
  dataFolder: string;
  atMs: number;
  /** Incidents whose executions had ended. */
  ended: ReadonlySet<string>;
  /** Incidents that waited for the office. */
  waited: ReadonlySet<string>;
  /** Mails that a mail server took before. */
  sent: ReadonlySet<string>;
}

/** What a world came to once the days after the move were played there. */
interface Outcome {
  pages: FoundPage[];
  records: ReadonlyMap<string, Records>;
  letters: Readonly<Record<string, string[]>>;
}

/**
 * An embedded office in the middle of its work is exported and goes on in a stack, as the operator's guide has it; a twin
 * of it goes on where it was. What becomes of each incident is compared.
 */
export async function rehearseMove(options: MoveOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'resit-rehearsal-move-'));
  try {
    const left = await officeAtWork(options, join(folder, 'office'));
    const twinFolder = join(folder, 'twin');
    cpSync(left.dataFolder, twinFolder, { recursive: true });
    const twin = await playOnTwin(options, left, twinFolder);
    const file = join(folder, 'office.ndjson');
    if (await exported(options, left, file)) await playOnStack(options, left, { file, twin });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays the days before the move, and stops the machine while things are still owed. */
async function officeAtWork(options: MoveOptions, dataFolder: string): Promise<Left> {
  const { issuer, tokens, atOnce, say, check } = options;
  const office = await startEmbeddedWorld({ issuer, tokens, dataFolder });
  try {
    const cases = movedCases(options.seed, options.cases);
    const play = Play.of(cases, office, { atOnce, onProgress: (done) => say(`move: ${done}`) });
    await play.days(MOVE_DAY);
    office.holdBack();
    await play.moment('closing');
    const incidentIds = play.played.map(({ incidentId }) => incidentId).filter((id) => id !== '');
    const counts = await stagesOf(office.repository, incidentIds);
    say(`the office is stopped with: ${[...counts].map(([stage, count]) => `${count} ${stage}`).join(', ')}`);
    const absent = stages.filter((stage) => !counts.get(stage));
    if (absent.length > 0) console.log(`  no incident is: ${absent.join(', ')}`);
    check('stages in which the move finds incidents', stages.length - absent.length, absent.length);
    const ended = new Set<string>();
    const waited = new Set<string>();
    for (const incidentId of incidentIds) {
      const incident = await office.repository.get('incident', incidentId);
      if (incident?.status === 'to-be-confirmed' || incident?.status === 'awaiting-decision') waited.add(incidentId);
      if (incident && (await office.execution(incident.run.executionName)).status === 'SUCCEEDED')
        ended.add(incidentId);
    }
    const mails = await mailsOf(office.repository, incidentIds);
    const sent = new Set(mails.filter(({ delivery }) => delivery.status === 'accepted').map(({ id }) => id));
    return { play, mailbox: office.mailbox, dataFolder, atMs: office.nowMs(), ended, waited, sent };
  } finally {
    await office.close();
  }
}

async function mailsOf(repository: Repository, incidentIds: readonly string[]) {
  const found = [];
  for (const partition of incidentIds) found.push(...(await allItems(repository, 'mail', 'byIncident', { partition })));
  return found;
}

async function playOnTwin(options: MoveOptions, left: Left, dataFolder: string): Promise<Outcome> {
  const { issuer, tokens, say, check } = options;
  say('the twin goes on where it was');
  const twin = await startEmbeddedWorld({
    issuer,
    tokens,
    dataFolder,
    atMs: left.atMs,
    mailbox: left.mailbox.copy(),
  });
  try {
    await twin.settle();
    const outcome = await goOn(twin, left);
    for (const line of twin.errors.slice(0, 10)) console.log(`  the twin logged: ${line.slice(0, 500)}`);
    check('no error logged by the twin', twin.errors.length === 0 ? 1 : 0, twin.errors.length);
    return outcome;
  } finally {
    await twin.close();
  }
}

/** Plays the days after the move. */
async function goOn(world: World, left: Left): Promise<Outcome> {
  const play = left.play.movedTo(world);
  const pages = await pagesOf(world, play);
  await play.moment('opening');
  await world.settle();
  await play.days();
  const topics = await topicsOf(world);
  const records = new Map<string, Records>();
  for (const played of play.played) {
    const [hadEnded, hadWaited] = [left.ended, left.waited].map((ids) => ids.has(played.incidentId)) as [
      boolean,
      boolean,
    ];
    records.set(`${played.case.number}`, await movedRecordsOf(world, played, { topics, hadEnded, hadWaited }));
  }
  return { pages, records, letters: lettersIn(world.mailbox, String(parameters.ContactAddress)) };
}

/** Freezes the office and writes it into a file, as the guide has it. */
async function exported({ issuer, tokens, check }: MoveOptions, left: Left, file: string): Promise<boolean> {
  const settings = embeddedSettings(left.dataFolder, issuer);
  const ran = await resit(['export', file, '--freeze'], { aheadMs: left.atMs - Date.now(), settings });
  const isExported = ran.code === 0 && ran.text.includes('is frozen and will not start again');
  if (!isExported) console.log(ran.text);
  check('the office is frozen and exported', isExported ? 1 : 0, isExported ? 0 : 1);
  const refused = await startEmbeddedWorld({ issuer, tokens, dataFolder: left.dataFolder, atMs: left.atMs }).then(
    async (world) => {
      await world.close();
      return false;
    },
    (error: unknown) => (error as { code?: string }).code === 'office-frozen',
  );
  check('the frozen office does not start', refused ? 1 : 0, refused ? 0 : 1);
  return isExported;
}

async function playOnStack(
  options: MoveOptions,
  left: Left,
  { file, twin }: { file: string; twin: Outcome },
): Promise<void> {
  const { app, issuer, tokens, say, check } = options;
  say('the stack is started for the move');
  const world = await startAwsWorld({ app, issuer, tokens, atMs: left.atMs, mailbox: left.mailbox.copy() });
  try {
    await importOffice(options, world, { file, left });
    say('the stack goes on');
    const moved = await goOn(world, left);
    compare(options, twin, moved);
    await checkChains(options, world, left, 'in the end');
    const ids = world.taken.map((tags) => Buffer.from(String(tags['resit-mail']), 'base64url').toString());
    const twice = ids.filter((id, index) => left.sent.has(id) || ids.indexOf(id) !== index);
    check('mails sent once, before or after the move', ids.length - twice.length, twice.length);
    for (const line of world.errors.slice(0, 20)) console.log(`  AWS logged: ${line.slice(0, 500)}`);
    check('no unexpected error logged after the move', world.errors.length === 0 ? 1 : 0, world.errors.length);
    judgeOperator(options, world);
  } finally {
    await world.close();
  }
}

/** Loads and starts the office as the guide has it, and sees that it is quiet in between. */
async function importOffice(
  options: MoveOptions,
  world: AwsWorld,
  { file, left }: { file: string; left: Left },
): Promise<void> {
  const { say, check } = options;
  const ran = async (what: string, words: readonly string[], fits: RegExp): Promise<Ran> => {
    const startedMs = Date.now();
    const done = await importInto(world, words);
    const isGood = done.code === 0 && fits.test(done.text);
    if (!isGood) console.log(done.text);
    check(`the import ${what}`, isGood ? 1 : 0, isGood ? 0 : 1);
    say(`the import ${what}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    await world.settle();
    return done;
  };
  await ran('looks', [file, '--dry-run'], /Nothing was written/u);
  await ran('loads', [file], /Nothing goes on yet/u);
  await world.moveTo(world.nowMs());
  const running = left.play.played.filter(({ incidentId }) => incidentId !== '' && !left.ended.has(incidentId));
  const begun = await Promise.all(
    running.map(({ incidentId }) =>
      world.execution(`${incidentId}-2`).then(
        () => true,
        () => false,
      ),
    ),
  );
  const loud = world.taken.length + begun.filter(Boolean).length;
  check('quiet once it is loaded: no mail, no execution', loud === 0 ? 1 : 0, loud);
  await checkChains(options, world, left, 'once loaded');
  const { text } = await ran('starts', [file, '--start'], /Carried on: \d+ incidents/u);
  const line = /Carried on: .*/u.exec(text)?.[0] ?? '';
  say(line);
  const unmoved = line.includes(' 0 deadlines were moved') ? 0 : 1;
  check('no deadline is moved by a move of minutes', 1 - unmoved, unmoved);
  // What was held back is sent by the next sweep.
  await world.moveTo(world.nowMs());
  await ran('does nothing when it is started again', [file, '--start'], /had been started before/u);
}

function compare({ check, show }: MoveOptions, twin: Outcome, moved: Outcome): void {
  let differing = 0;
  for (const [number, records] of twin.records) {
    const found = differences(records, moved.records.get(number));
    if (found.length > 0) differing += 1;
    show(`moved case ${number}`, found);
  }
  check('moved cases equal to those that stayed', twin.records.size - differing, differing);

  const letters = differences(twin.letters, moved.letters);
  show('letters', letters);
  const people = Object.keys(twin.letters).length;
  check('people who were sent the same letters', people - letters.length, letters.length);

  const [stayed, found] = [twin, moved].map(({ pages }) => new Map(pages.map((page) => [page.at, page]))) as [
    Map<string, FoundPage>,
    Map<string, FoundPage>,
  ];
  const wrong = [...new Set([...stayed.keys(), ...found.keys()])].filter((at) => {
    const [before, page] = [stayed.get(at), found.get(at)];
    return page?.status !== before?.status || page?.text !== before?.text || page?.isAnswered === false;
  });
  for (const at of wrong) {
    console.log(`  not as on the twin: ${at} (${stayed.get(at)?.status}, then ${found.get(at)?.status})`);
    show(`page ${at}`, differences(stayed.get(at), found.get(at)));
  }
  const answered = moved.pages.filter(({ isAnswered }) => isAnswered).length;
  check('pages behind earlier links, as on the twin', found.size - wrong.length, wrong.length);
  check('saved answers that students find', answered, answered === 0 ? 1 : 0);
}

async function checkChains({ check }: MoveOptions, world: World, left: Left, when: string): Promise<void> {
  const chains = [...officeChains, ...left.play.played.map(({ incidentId }) => incidentId).filter((id) => id !== '')];
  let broken = 0;
  let empty = 0;
  for (const chain of chains) {
    const trail = await world.repository.auditTrail(chain);
    if (firstBroken(trail) !== undefined) broken += 1;
    if (trail.length === 0 && !(officeChains as readonly string[]).includes(chain)) empty += 1;
  }
  check(`audit chains that hold ${when}`, chains.length - broken - empty, broken + empty);
}

/** The guide names what an operator has to be allowed; nothing else may be called. */
function judgeOperator({ check }: MoveOptions, world: AwsWorld): void {
  const allowed = actionsOfTheGuide();
  const used = new Set(world.uses.of(OPERATOR).map(({ action }) => action));
  const outside = [...used].filter((action) => !allowed.has(action));
  for (const action of outside) console.log(`  the import did what the guide does not name: ${action}`);
  check('actions of the import that the guide names', used.size - outside.length, outside.length);
  const roles = world.uses.roles.filter((role) => role !== OPERATOR);
  let beyond = 0;
  for (const role of roles) {
    for (const { action, resource } of judge(world.template, role, world.uses, () => true).outside) {
      console.log(`  ${role} did what it may not: ${action} on ${resource}`);
      beyond += 1;
    }
  }
  check('roles of functions, within their policies after the move', roles.length, beyond);
}
