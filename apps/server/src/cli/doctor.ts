import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { dataFile, prepareDataFolder, whoWorksIn } from '../host/data-folder.ts';
import { exposureOf } from '../host/exposure.ts';
import { readFrozen } from '../host/frozen.ts';
import { openKeys } from '../host/keys.ts';
import { collectorFault, issuerFault, mailServerFault } from '../host/outside.ts';
import { integrityOf } from './backup.ts';
import type { Command, CommandContext } from './command.ts';
import { withData } from './offline.ts';

interface Finding {
  level: 'ok' | 'note' | 'FAIL';
  words: string;
}
const ok = (words: string): Finding => ({ level: 'ok', words });
const attention = (words: string): Finding => ({ level: 'note', words });
const bad = (words: string): Finding => ({ level: 'FAIL', words });

const FREE_BYTES_MIN = 500 * 1024 * 1024;
const DAY_MS = 86_400_000;

type Check = (context: CommandContext) => Finding[] | Promise<Finding[]>;

const settings: Check = ({ loaded }) => [
  ok('the settings can be used'),
  ...loaded.warnings.map(attention),
  ...(loaded.settings.smtpUrl === undefined
    ? [attention('no mail server is set: mail stays in the outbox (trial)')]
    : []),
];

const folder: Check = ({ loaded }) => {
  const path = prepareDataFolder(loaded.settings.dataFolder);
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const exposure = exposureOf(path);
  const frozen = readFrozen(dataFile(path, 'frozen.json'));
  const megabytes = `${Math.round(free / 1024 / 1024)} MB are free`;
  return [
    ok(`the data folder ${path} can be written`),
    exposure === undefined ? ok('no other account of this machine can open it') : attention(exposure),
    free < FREE_BYTES_MIN
      ? bad(`${megabytes} on its disk: make room before it is full`)
      : ok(`${megabytes} on its disk`),
    ...(frozen ? [attention(`the office was frozen at ${frozen.at} to go on elsewhere: no server starts here`)] : []),
  ];
};

const files: Check = ({ loaded }) =>
  (['engine.db', 'resit.db', 'issuer.db'] as const).map((name) => {
    const file = dataFile(loaded.settings.dataFolder, name);
    if (!existsSync(file)) return attention(`${name} is not there yet`);
    const verdict = integrityOf(file);
    return verdict === 'ok' ? ok(`${name} is whole`) : bad(`${name} is damaged: ${verdict}. Restore a backup.`);
  });

const keys: Check = ({ loaded }) => {
  const file = dataFile(loaded.settings.dataFolder, 'keys.json');
  if (!existsSync(file)) return [attention('keys.json is not there yet')];
  openKeys(file);
  return [ok('the keys can be read')];
};

const clock: Check = ({ loaded }) => {
  const found = [ok(`the clock says ${new Date().toISOString()}, the time zone is ${loaded.settings.timeZone}`)];
  const file = dataFile(loaded.settings.dataFolder, 'heartbeat');
  if (!existsSync(file)) return found;
  const { realMs = 0 } = JSON.parse(readFileSync(file, 'utf8')) as { realMs?: number };
  if (realMs > Date.now() + 60_000)
    found.push(
      bad(
        `the clock went back: the server ran at ${new Date(realMs).toISOString()}. Set it right: deadlines go by it.`,
      ),
    );
  if (existsSync(dataFile(loaded.settings.dataFolder, 'clock.json')))
    found.push(
      attention('this data folder has been run on a clock of its own (RESIT_CLOCK_SPEED): it is for trying out'),
    );
  return found;
};

const server: Check = async ({ loaded }) => {
  const who = whoWorksIn(loaded.settings.dataFolder);
  if (!who) return [attention('no server works in the data folder')];
  const local = `http://127.0.0.1:${loaded.settings.port}/health`;
  try {
    const answer = await fetch(local, { signal: AbortSignal.timeout(3000) });
    const { reasons } = (await answer.json()) as { reasons: string[] };
    return [
      answer.ok ? ok(`the server (process ${who.pid}) is ready`) : bad(`the server is not ready: ${reasons.join(' ')}`),
    ];
  } catch {
    return [bad(`the server (process ${who.pid}) does not answer at ${local}`)];
  }
};

const work: Check = async ({ loaded }) => {
  if (!existsSync(dataFile(loaded.settings.dataFolder, 'resit.db'))) return [];
  return withData(loaded.settings, async ({ repository, clock: now }) => {
    const stopped = await repository.countIn('incident', 'stopped', 'stopped');
    const before = new Date(now.nowMs() - DAY_MS).toISOString();
    const late = async (kind: 'mail' | 'callback') =>
      (await repository.query(kind, 'due', { partition: 'due', before, limit: 1000 })).items.length;
    const [mail, callbacks] = [await late('mail'), await late('callback')];
    return [
      stopped === 0
        ? ok('no workflow has stopped')
        : bad(`${stopped} workflows have stopped: resume them in the Admin site`),
      mail === 0 ? ok('no mail is a day late') : bad(`${mail} mails are over a day late: look at the mail server`),
      callbacks === 0 ? ok('no callback is a day late') : bad(`${callbacks} callbacks are over a day late`),
    ];
  });
};

const mailServer: Check = async ({ loaded }) => {
  if (loaded.settings.smtpUrl === undefined) return [];
  const fault = await mailServerFault(loaded.settings);
  return [fault === undefined ? ok('the mail server takes our sign-in') : bad(fault)];
};

const issuer: Check = async ({ loaded }) => {
  if (loaded.settings.oidcIssuer === undefined) return [ok('staff sign in at the built-in issuer')];
  const fault = await issuerFault(loaded.settings);
  return [fault === undefined ? ok('the issuer answers') : bad(fault)];
};

const collector: Check = async ({ loaded }) => {
  if (loaded.settings.otlpEndpoint === undefined) return [];
  const fault = await collectorFault(loaded.settings);
  // Nothing depends on it.
  return [fault === undefined ? ok('the collector takes traces') : attention(fault)];
};

const checks: readonly Check[] = [settings, folder, keys, files, clock, server, work, mailServer, issuer, collector];

const doctor: Command = {
  usage: 'doctor',
  meaning: 'Checks settings, data, clock, mail server and a running server',
  async run(context) {
    let failed = false;
    for (const check of checks) {
      const findings = await Promise.resolve()
        .then(() => check(context))
        .catch((error: unknown) => [bad(error instanceof Error ? error.message : String(error))]);
      for (const { level, words } of findings) {
        failed ||= level === 'FAIL';
        context.say(`${level.padEnd(5)}${words}`);
      }
    }
    return failed ? 1 : 0;
  },
};

export const doctorCommands: Readonly<Record<string, Command>> = { doctor };
