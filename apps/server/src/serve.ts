import { join } from 'node:path';
import { createLog, type Log } from '@resit/functions/hosting/log';
import { pino } from 'pino';
import { type Demo, startDemo } from './demo/demo.ts';
import { exposureOf } from './host/exposure.ts';
import { type Host, startHost } from './host/host.ts';
import { collectorFault, issuerFault, mailServerFault } from './host/outside.ts';
import { isPlain } from './plain-error.ts';
import { WrongSettings } from './settings/load.ts';
import { readSettings } from './settings/read.ts';
import type { Settings } from './settings/table.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** What the demonstration sets where nothing else is set: a data folder of its own, a day every five seconds. */
const demoDefaults = {
  RESIT_DATA: './data-demo',
  RESIT_CLOCK_SPEED: String(86_400 / 5),
  RESIT_INSTITUTION: 'Example University (demonstration)',
};

/** Runs the server until it is told to stop. Returns the process's exit code. */
export async function serve({ demo: isDemo }: { demo: boolean }): Promise<number> {
  try {
    const { settings, warnings } = readSettings(isDemo ? demoDefaults : {});
    for (const warning of warnings) say(`Note: ${warning}`);
    if (isDemo) assertTrial(settings);
    const log = createLog(settings.logLevel, pino.destination({ dest: 2, sync: false }));
    const host = await startHost(settings, log, { administrator: !isDemo });
    const exposure = exposureOf(settings.dataFolder);
    if (exposure !== undefined) say(`Note: ${exposure}`);
    // Before anybody is told that it is ready: from then on it ends cleanly.
    const stopped = untilStopped(host, log);
    const demo = isDemo ? await startDemo(host, join(settings.dataFolder, 'demo.json'), log, say) : undefined;
    say(`Resit is ready at ${host.origin}/`);
    sayAccounts(host, demo);
    if (settings.smtpUrl === undefined)
      say('No mail server is set: mail stays in the outbox, where administrators read it.');
    if (settings.clockSpeed !== 1)
      say(
        `The workflow's clock runs ${settings.clockSpeed} times as fast as real time: a day takes ${Math.round(86_400 / settings.clockSpeed)} seconds.`,
      );
    // The server is ready without them, and they may come later.
    const closing = new AbortController();
    for (const faultOf of [mailServerFault, issuerFault, collectorFault])
      void faultOf(settings, closing.signal).then((words) => words !== undefined && say(`Note: ${words}`));
    log.info('ready', { origin: host.origin, port: settings.port, host: settings.host, speed: settings.clockSpeed });

    const failure = await stopped;
    closing.abort();
    await demo?.stop();
    await host.close();
    if (failure === undefined) return 0;
    log.error('engine stopped', {}, failure);
    say(
      `Resit stops: its data cannot be written any more (${failure.message}). Nothing that was acknowledged is lost; mend the cause, then start again.`,
    );
    return 1;
  } catch (error) {
    if (!isPlain(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** The demonstration would write to nobody, but it has passwords that it shows, and people who do not exist. */
function assertTrial({ smtpUrl, origin, oidcIssuer }: Settings): void {
  const wrong = (name: string, message: string) => new WrongSettings([{ name, message }]);
  if (smtpUrl !== undefined) throw wrong('RESIT_SMTP_URL', 'must not be set for the demonstration');
  if (oidcIssuer !== undefined) throw wrong('RESIT_OIDC_ISSUER', 'must not be set for the demonstration');
  if (origin.startsWith('https:')) throw wrong('RESIT_ORIGIN', 'must be on localhost for the demonstration');
}

function sayAccounts(host: Host, demo: Demo | undefined): void {
  const lines = demo
    ? demo.accounts.map(({ username, password }) => `  user name ${username.padEnd(10)} password ${password}`)
    : host.firstAdministrator
      ? [
          `  user name          ${host.firstAdministrator.account.username}`,
          `  one-time password  ${host.firstAdministrator.oneTimePassword}`,
          '  (shown this once, good for 24 hours; you choose your own at the first sign-in)',
        ]
      : host.awaitedAdministrator !== undefined
        ? [
            `  user name          ${host.awaitedAdministrator}`,
            '  one-time password  shown when it was made; good for 24 hours',
            `  (lost it? npm run resit -- staff reset-password ${host.awaitedAdministrator} prints another)`,
          ]
        : [];
  if (lines.length > 0) say(['', `  Sign in at ${host.origin}/admin/`, ...lines, ''].join('\n'));
}

/** Resolves when somebody says so, or with what stopped the engine. */
async function untilStopped(host: Host, log: Log): Promise<Error | undefined> {
  const signalled = (['SIGTERM', 'SIGINT'] as const).map(
    (signal) =>
      new Promise<undefined>((resolve) =>
        process.once(signal, () => {
          log.info('closing', { signal });
          resolve(undefined);
        }),
      ),
  );
  return Promise.race([host.failed, ...signalled]);
}
