// What `npm start` and `npm test` have in common: everything that has to be there before the product can run. It runs on
// plain Node 20.19 with nothing installed, so it imports nothing but Node's own modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const NODE_MAJOR_MIN = 22;
const OLDEST = [20, 19];

/** A step of the set-up failed; the message says what a person can do. */
export class SetUpFailed extends Error {}

export const say = (text) => process.stdout.write(`${text}\n`);

/** Refuses a Node that is too old to run even this. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new SetUpFailed(`Node ${process.versions.node} is too old: install Node ${OLDEST.join('.')} or later.`);
}

/** The Node that the product runs on: this one if it is new enough, else the one that npm installed. */
export function productNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath;
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Installs libraries if node_modules is not what the lock file says. */
export async function install() {
  const lacking = whatIsLacking();
  if (lacking === undefined) return;
  say(`Installing libraries with npm ci, because ${lacking}. This takes a minute or two.`);
  const [command, args] = npmCommand();
  await run(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    what: 'Installing libraries',
    advice: 'Is the npm registry reachable from here? Then run the same command again.',
    env: { ...process.env, PATH: pathWithoutOurs() },
  });
  const still = whatIsLacking();
  if (still !== undefined)
    throw new SetUpFailed(`npm ci ended well, but ${still}. Run npm ci and look at what it says.`);
}

function whatIsLacking() {
  const lock = readJson('package-lock.json');
  if (!lock) throw new SetUpFailed('package-lock.json is missing or broken. Get it again from the repository.');
  const installed = readJson('node_modules/.package-lock.json');
  if (!installed) return 'they are not there yet';
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '' || wanted.link) continue;
    const found = installed.packages[path];
    if (!found && (wanted.optional || wanted.devOptional || wanted.peer)) continue;
    if (!found || found.version !== wanted.version)
      return `${path.replace(/^node_modules\//, '')} ${wanted.version ?? ''} is missing`.replace('  ', ' ');
  }
  if (!existsSync(productNode())) return 'the Node that the product runs on is missing';
  return undefined;
}

/** The npm that runs us, or else the one on the PATH. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (npm && /npm-cli\.c?js$/.test(npm) && existsSync(npm)) {
    return [node && existsSync(node) && !node.startsWith(root) ? node : process.execPath, [npm]];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** npm must not run on a Node out of the very folder that it replaces. */
function pathWithoutOurs() {
  const ours = join(root, 'node_modules');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.startsWith(ours))
    .join(delimiter);
}

const isSource = (name) => !/\.test\.[cm]?tsx?$/.test(name);
const sourceFolders = ['states', 'integrity', 'persistence', 'functions', 'api-client'].map(
  (name) => `packages/${name}`,
);

/** What is built, from what, and how to see that it is there. */
const targets = [
  {
    what: 'the server',
    command: ['node_modules/typescript7/bin/tsc', '-b', 'apps/server', 'packages/api-client'],
    inputs: [...sourceFolders, 'apps/testing-centre', 'apps/server'],
    stamp: 'apps/server/dist/.stamp',
    outputs: [...sourceFolders, 'apps/testing-centre', 'apps/server'].map(
      (folder) => `${folder}/dist/tsconfig.tsbuildinfo`,
    ),
  },
  {
    what: 'the exam pages',
    command: ['node_modules/vite/bin/vite.js', 'build', 'apps/testing-centre', '--logLevel', 'warn'],
    inputs: ['apps/testing-centre'],
    stamp: 'apps/testing-centre/dist/.stamp',
    outputs: ['apps/testing-centre/dist/assets/exam.js', 'apps/testing-centre/dist/assets/exam.css'],
  },
  {
    what: 'the Admin site',
    command: ['node_modules/vite/bin/vite.js', 'build', 'apps/admin', '--logLevel', 'warn'],
    inputs: ['apps/admin', 'packages/api-client'],
    stamp: 'apps/admin/dist/.stamp',
    outputs: ['apps/admin/dist/index.html'],
  },
];

/** Builds what its sources have changed under since it was built last. */
export async function build() {
  const shared = hashOf(
    ['package-lock.json', 'tsconfig.base.json', 'scripts/setup.mjs'].map((name) => join(root, name)),
  );
  for (const target of targets) {
    const stamp = createHash('sha256')
      .update(shared)
      .update(hashOf(target.inputs.flatMap(inputFiles)))
      .digest('hex');
    const isBuilt = target.outputs.every((output) => existsSync(join(root, output)));
    if (isBuilt && readText(target.stamp) === stamp) continue;
    say(`Building ${target.what} …`);
    await run(productNode(), target.command, { what: `Building ${target.what}`, advice: 'The lines above say where.' });
    mkdirSync(dirname(join(root, target.stamp)), { recursive: true });
    writeFileSync(join(root, target.stamp), stamp);
  }
}

function inputFiles(folder) {
  const top = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
  const within = ['src', 'public'].filter((name) => existsSync(join(root, folder, name)));
  const deep = within.flatMap((name) =>
    readdirSync(join(root, folder, name), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  return [...top, ...deep]
    .filter((entry) => isSource(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const readText = (name) => {
  try {
    return readFileSync(join(root, name), 'utf8');
  } catch {
    return undefined;
  }
};

function readJson(name) {
  try {
    return JSON.parse(readText(name) ?? '');
  } catch {
    return undefined;
  }
}

const PROGRESS_MS = 15_000;

/** Runs a command to its end, saying now and then that it still runs; its own words go through. */
async function run(command, args, { what, advice, env = process.env }) {
  const startedMs = Date.now();
  const progress = setInterval(() => say(`  … ${Math.round((Date.now() - startedMs) / 1000)} s`), PROGRESS_MS);
  const shell = process.platform === 'win32' && command.endsWith('.cmd');
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell });
    child.on('error', () => resolve(-1));
    child.on('exit', (exitCode) => resolve(exitCode ?? -1));
  });
  clearInterval(progress);
  if (code !== 0) throw new SetUpFailed(`${what} failed. ${advice}`);
}

/** Environment for what runs on the product's Node: children that say `node` get the same one. */
export const productEnv = () => ({
  ...process.env,
  PATH: [dirname(productNode()), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
  // Node keeps what it compiled of our modules, which halves the time that a start spends on loading them.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
});

/** Runs a program of ours on the product's Node, passing signals on. Resolves with its exit code. */
export function hand(args, env = productEnv()) {
  return new Promise((resolve) => {
    const child = spawn(productNode(), args, { stdio: 'inherit', env });
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    const passOn = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, passOn);
    // npm tells its shell of a signal and nobody else: when the shell is gone, it is our turn.
    const parent = process.ppid;
    const watch =
      process.env.npm_lifecycle_event && setInterval(() => process.ppid !== parent && passOn('SIGTERM'), 500);
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      clearInterval(watch);
      resolve(code ?? (signal === 'SIGKILL' ? 137 : 1));
    });
  });
}

/** Runs the steps of a script; what fails is said in words, without a stack. */
export async function main(steps) {
  try {
    process.exitCode = await steps();
  } catch (error) {
    if (!(error instanceof SetUpFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
