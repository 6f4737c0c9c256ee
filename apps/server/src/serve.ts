import { pino } from 'pino';
import { startHost } from './host/host.ts';
import { createLog } from './host/log.ts';
import { isPlain } from './plain-error.ts';
import { readSettings } from './settings/read.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Runs the server until it is told to stop. Returns the process's exit code. */
export async function serve(_options: { demo: boolean }): Promise<number> {
  try {
    const { settings, warnings } = readSettings();
    for (const warning of warnings) say(`Note: ${warning}`);
    const log = createLog(settings.logLevel, pino.destination({ dest: 2, sync: false }));
    const host = await startHost(settings, log);
    say(`Resit is ready at ${host.origin}/`);
    if (host.firstAdministrator) {
      const { account, oneTimePassword } = host.firstAdministrator;
      say('');
      say(`  Sign in at ${host.origin}/admin/`);
      say(`  user name          ${account.username}`);
      say(`  one-time password  ${oneTimePassword}`);
      say('  (shown this once, good for 24 hours; you choose your own at the first sign-in)');
      say('');
    }
    if (settings.smtpUrl === undefined)
      say('No mail server is set: mail stays in the outbox, where administrators read it.');
    if (settings.clockSpeed !== 1) say(`The workflow's clock runs ${settings.clockSpeed} times as fast as real time.`);
    log.info('ready', { origin: host.origin, port: settings.port, host: settings.host, speed: settings.clockSpeed });

    const reason = await Promise.race([
      host.failed.then((error) => ({ error })),
      ...(['SIGTERM', 'SIGINT'] as const).map(
        (signal) => new Promise<{ signal: string }>((resolve) => process.once(signal, () => resolve({ signal }))),
      ),
    ]);
    if ('signal' in reason) {
      log.info('closing', reason);
      await host.close();
      return 0;
    }
    log.error('engine stopped', {}, reason.error);
    say(
      `Resit stops: its data cannot be written any more (${reason.error.message}). Nothing that was acknowledged is lost; mend the cause, then start again.`,
    );
    await host.close();
    return 1;
  } catch (error) {
    if (!isPlain(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
