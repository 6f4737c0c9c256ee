// `npm run rehearsal`: the built bundles as Lambda loads them, behind the built template, with the engine in the place of Step
// Functions and DynamoDB Local; the same days are played there and on the embedded host, and compared record by record.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type AwsWorld, startAwsWorld } from './aws-world.ts';
import { caseOf } from './cases.ts';
import { startEmbeddedWorld } from './embedded-world.ts';
import { excused } from './excused.ts';
import { type Issuer, type StaffName, staff, startIssuer } from './issuer.ts';
import { MOVED_LEAST } from './move/moved-cases.ts';
import { rehearseMove } from './move/rehearse-move.ts';
import { judge } from './permissions.ts';
import { Play } from './play.ts';
import { type Difference, differences, officeRecords, type Records, recordsOf, topicsOf } from './records.ts';
import { playScenarios, type ScenarioResult } from './scenarios.ts';
import type { World } from './world.ts';

const app = fileURLToPath(new URL('..', import.meta.url));
const settings = given();

function given() {
  try {
    return parseArgs({
      options: {
        cases: { type: 'string', default: '1000' },
        moved: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        'at-once': { type: 'string', default: '24' },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\nnpm run rehearsal -- --help says what there is.`);
    process.exit(2);
  }
}

if (settings.help) {
  console.log(`npm run rehearsal -- [options]
  --cases N     cases to generate and play on both hosts (1000); 0 leaves this out, and the acceptance scenarios
  --moved N     incidents of an office that moves from one machine to the stack (60); 0 leaves this out
  --seed N      which cases (1)
  --at-once N   how many people act at the same time (24)
  --no-build    takes the bundles of apps/aws/dist as they are`);
  process.exit(0);
}
const wholeNumber = (name: 'cases' | 'moved' | 'seed' | 'at-once', least: number): number => {
  const value = Number(settings[name]);
  if (Number.isInteger(value) && value >= least) return value;
  console.error(`--${name} must be a whole number of at least ${least}; it is ${settings[name]}.`);
  process.exit(2);
};
const caseCount = wholeNumber('cases', 0);
const movedCount = wholeNumber('moved', 0);
if (movedCount > 0 && movedCount < MOVED_LEAST) {
  console.error(`--moved must be 0, or at least ${MOVED_LEAST}: an incident in each stage.`);
  process.exit(2);
}
const seed = wholeNumber('seed', 0);
const atOnce = wholeNumber('at-once', 1);

const startedMs = Date.now();
const say = (text: string): void =>
  console.log(`${((Date.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${text}`);

interface Check {
  what: string;
  passed: number;
  failed: number;
}
const checks: Check[] = [];
const check = (what: string, passed: number, failed: number): void => void checks.push({ what, passed, failed });

/** Everything of the generated cases on a world, and of the office besides. */
async function playOn(world: World): Promise<{ cases: Map<number, Records>; office: Records }> {
  const cases = Array.from({ length: caseCount }, (_, index) => caseOf(seed, index + 1));
  const play = Play.of(cases, world, { atOnce, onProgress: (done) => say(`${world.name}: ${done}`) });
  await play.days();
  const topics = await topicsOf(world);
  const found = new Map<number, Records>();
  for (const each of play.played) {
    found.set(each.case.number, await recordsOf(world, each, topics));
    if (found.size % 100 === 0) say(`${world.name}: ${found.size} cases read`);
  }
  return { cases: found, office: await officeRecords(world) };
}

let shown = 0;
/** Shows some of what differs. */
function show(of: string, found: readonly Difference[]): void {
  for (const { at, embedded: here, aws: there } of found.slice(0, 4)) {
    shown += 1;
    if (shown > 40) return;
    const [embedded, aws] = [here, there].map((value) => JSON.stringify(value)?.slice(0, 400));
    console.log(`${of}${at}\n  embedded  ${embedded}\n  AWS       ${aws}`);
  }
}

function compare(embedded: Awaited<ReturnType<typeof playOn>>, aws: Awaited<ReturnType<typeof playOn>>): void {
  let differing = 0;
  for (const [number, records] of [['office', embedded.office] as const, ...embedded.cases]) {
    const other = number === 'office' ? aws.office : aws.cases.get(number as number);
    const found = differences(records, other);
    if (found.length === 0) continue;
    differing += 1;
    show(`case ${number}`, found);
  }
  check('cases equal on both hosts, and the office', embedded.cases.size + 1 - differing, differing);
}

function judgePermissions(world: AwsWorld): void {
  let outside = 0;
  let unused = 0;
  let roles = 0;
  for (const [role, { type }] of Object.entries(world.template.resources)) {
    if (type !== 'AWS::IAM::Role') continue;
    const found = judge(world.template, role, world.uses, (permission) => excused(role, permission) !== undefined);
    roles += 1;
    outside += found.outside.length;
    unused += found.unused.length;
    for (const { action, resource } of found.outside)
      console.log(`  ${role} did what it may not: ${action} on ${resource}`);
    for (const { action, resource } of found.unused) console.log(`  ${role} never used: ${action} on ${resource}`);
  }
  check(`calls to services within their function's policy (${world.uses.total} calls)`, roles, outside);
  check('permissions used', roles, unused);
}

async function main(issuer: Issuer, tokens: Record<StaffName, string>): Promise<void> {
  if (!settings['no-build']) {
    say('the functions are bundled');
    const built = spawnSync('npm', ['run', '--silent', 'build', '-w', '@resit/aws'], {
      cwd: `${app}/../..`,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    check('functions bundled', built.status === 0 ? 1 : 0, built.status === 0 ? 0 : 1);
    if (built.status !== 0) return;
  }
  if (caseCount > 0) await compareHosts(issuer, tokens);
  if (movedCount > 0) await rehearseMove({ app, issuer, tokens, cases: movedCount, seed, atOnce, say, check, show });
}

async function compareHosts(issuer: Issuer, tokens: Record<StaffName, string>): Promise<void> {
  say('the embedded host is started');
  const embedded = await startEmbeddedWorld({ issuer, tokens });
  let ofEmbedded: Awaited<ReturnType<typeof playOn>>;
  try {
    ofEmbedded = await playOn(embedded);
    for (const line of embedded.errors.slice(0, 10)) console.log(`  embedded logged: ${line.slice(0, 500)}`);
    check('no error logged by the embedded host', embedded.errors.length === 0 ? 1 : 0, embedded.errors.length);
  } finally {
    await embedded.close();
  }

  say('the stack is started: DynamoDB Local, states serve, the functions');
  const aws = await startAwsWorld({ app, issuer, tokens });
  try {
    say('the stack is up');
    const ofAws = await playOn(aws);
    compare(ofEmbedded, ofAws);
    const results: ScenarioResult[] = await playScenarios(aws, say);
    check(
      'acceptance scenarios',
      results.filter(({ fault }) => fault === undefined).length,
      results.filter(({ fault }) => fault !== undefined).length,
    );
    for (const line of aws.errors.slice(0, 20)) console.log(`  AWS logged: ${line.slice(0, 500)}`);
    check('no unexpected error logged by functions', aws.errors.length === 0 ? 1 : 0, aws.errors.length);
    judgePermissions(aws);
    say(`${aws.lambda.invocations} invocations of functions`);
  } finally {
    await aws.close();
  }
}

const issuer = await startIssuer();
const tokens = {} as Record<StaffName, string>;
for (const name of Object.keys(staff) as StaffName[]) tokens[name] = await issuer.tokenOf(staff[name]);
try {
  await main(issuer, tokens);
} catch (error) {
  console.error(error);
  check('the rehearsal comes to its end', 0, 1);
} finally {
  await issuer.close();
}
console.log('');
for (const { what, passed, failed } of checks)
  console.log(`${String(passed).padStart(6)} passed ${String(failed).padStart(5)} failed   ${what}`);
const sum = (of: 'passed' | 'failed'): number => checks.reduce((total, each) => total + each[of], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
const results = process.env.RESIT_TEST_RESULTS;
if (results !== undefined) {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'rehearsal.json'), JSON.stringify(checks));
}
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
