// What .ci/run does: npm test, npm run check, then what takes longer or needs more than Node. Counts every test and every check.
// A step that cannot be counted (it crashed, or wrote no report) is one failure. What failed is named once more at the end.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { awsChecks } from './ci-aws.mjs';
import { judged, noReport, readJunit, readVitest } from './ci-reports.mjs';

const results = resolve('test-results');
rmSync(results, { recursive: true, force: true });
process.env.RESIT_TEST_RESULTS = results;
process.env.PATH = `${resolve('node_modules/.bin')}:${process.env.PATH}`;

const startedMs = Date.now();
let passed = 0;
const failed = [];
const count = (name, { passed: good, failures }) => {
  passed += good;
  failed.push(...failures.map((each) => `${name}: ${each}`));
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  console.log(`ci: ${name}: ${good} passed, ${failures.length} failed (at ${minutes} minutes)`);
};

/** Resolves with the exit code. With `quiet` it is meant to fail: what it prints is shown only if it does not. */
const run = (command, args, env = {}, { quiet = false } = {}) =>
  new Promise((done) => {
    const output = quiet ? 'pipe' : 'inherit';
    const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
    }
    child.on('error', (error) => {
      console.error(`ci: ${command} could not be started: ${error.message}`);
      done(127);
    });
    child.on('close', (code) => {
      if (quiet && code === 0) process.stdout.write(said);
      done(code ?? 1);
    });
  });

async function npmTest() {
  const exitCode = await run('npm', ['test']);
  count('npm test', readVitest(join(results, 'unit.json'), exitCode));
}

/** Style, types, import rules and dead code. */
async function checks() {
  const exitCode = await run('npm', ['run', '--silent', 'check']);
  count('style, types, imports and dead code', {
    passed: exitCode === 0 ? 1 : 0,
    failures: exitCode === 0 ? [] : ['look above'],
  });
}

/** Runs the tests of a configuration of their own. One that cannot be set up (no Java, say) fails and leaves no report. */
async function testsOf(name, config, env = {}) {
  const report = join(results, `${config}.json`);
  const exitCode = await run(
    'node',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      `vitest.${config}.config.ts`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    env,
  );
  count(name, readVitest(report, exitCode));
}

/** What some of the long tests need besides Node. */
async function installTools() {
  if ((await run('sh', ['-c', 'command -v strace > /dev/null'])) === 0) return;
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', 'strace']);
}

/** Clients in Python (boto3, the AWS CLI) drive the engine, from an environment of their own that is thrown away. */
async function pythonClients() {
  const folder = mkdtempSync(join(tmpdir(), 'states-clients-'));
  const python = join(folder, 'bin', 'python');
  const report = join(results, 'clients.xml');
  const clients = 'packages/states/clients';
  const steps = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', `${clients}/requirements.txt`]],
    [python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`, clients]],
  ];
  let exitCode = 0;
  for (const [command, args] of steps) {
    if (exitCode === 0) exitCode = await run(command, args, { PYTHONDONTWRITEBYTECODE: '1' });
  }
  rmSync(folder, { recursive: true, force: true });
  count('Python clients', readJunit(report, exitCode));
}

/** Replays the recorded behaviour of AWS; every case that the repository lists as equal must still be equal. */
async function conformance() {
  const replay = resolve('../shared/conformance/replay.mjs');
  const listed = readFileSync('packages/states/conformance-equal.txt', 'utf8').split('\n').filter(Boolean);
  if (!existsSync(replay)) {
    console.log('ci: the recorded cases are not beside this checkout: conformance is not replayed');
    return;
  }
  const replayed = async (name, files) => {
    const report = join(results, `${name}.json`);
    const serve = 'npx states serve --port {port} --data {data}';
    await run('node', [replay, '--serve', serve, '--max-ms', '30000', '--json', report, ...files]);
    return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  };
  const first = await replayed('conformance', []);
  if (!first) return count('conformance', noReport);
  const wanted = new Set(listed);
  const differing = first.filter((each) => wanted.has(each.id) && !each.ok);
  // Waits of a second or two are part of what was recorded; a busy machine may stretch them, so what differs is asked twice.
  const second =
    differing.length === 0
      ? []
      : ((await replayed(
          'conformance-again',
          differing.map((each) => each.file),
        )) ?? []);
  const equal = new Set([...first, ...second].filter((each) => each.ok).map((each) => each.id));
  const lost = listed.filter((id) => !equal.has(id));
  count('conformance', {
    passed: listed.length - lost.length,
    failures: lost.map((id) => `no longer equal to AWS: ${id}`),
  });
}

/** Plays the same cases on the embedded host and on the built bundles, and a move from one to the other: so many as take some minutes on two cores. */
async function rehearsal() {
  const report = join(results, 'rehearsal.json');
  const exitCode = await run('node', ['apps/aws/rehearsal/rehearsal.ts', '--cases', '250', '--moved', '60']);
  if (!existsSync(report)) return count('rehearsal', noReport);
  const played = JSON.parse(readFileSync(report, 'utf8'));
  const good = played.reduce((total, { passed: each }) => total + each, 0);
  const failures = played.flatMap(({ what, failed: bad }) => Array.from({ length: bad }, () => what));
  count('rehearsal', judged({ passed: good, failures }, exitCode));
}

await npmTest();
await checks();
await installTools();
await testsOf('long tests', 'long', { RESIT_CRASHES: '50', STATES_SEEDS: '1000' });
await testsOf('tests with DynamoDB Local', 'aws');
await pythonClients();
await conformance();
await awsChecks({ run, count });
await rehearsal();
if (failed.length > 0) console.log(`\nWhat failed:\n${failed.map((each) => `- ${each}`).join('\n')}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
