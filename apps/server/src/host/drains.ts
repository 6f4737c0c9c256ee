import type { Log } from '@resit/functions/hosting/log';
import type { Deps } from '@resit/integrity/ports/deps';
import type { MailTransport } from '@resit/integrity/ports/mail-transport';
import { drainCallbacks } from '@resit/integrity/use-cases/drains/drain-callbacks';
import { drainMail } from '@resit/integrity/use-cases/drains/drain-mail';
import { drainStarts } from '@resit/integrity/use-cases/drains/drain-starts';
import { sweepExpiredAttempts } from '@resit/integrity/use-cases/drains/sweep-expired-attempts';
import { drainImports } from '@resit/integrity/use-cases/import/drain-imports';
import { createDrain, type Drain } from './drain.ts';
import { purgeExpired } from './purge.ts';

/** Everything that is done because it is due, and not because somebody asks. */
export interface Drains {
  callbacks: Drain;
  mail: Drain;
  imports: Drain;
  stop(): Promise<void>;
}

const SECOND_MS = 1000;

/** Starts all drains. `deps` may come later than the drains: nothing runs before `start` is called. */
export function startDrains(deps: Deps, transport: MailTransport | undefined, log: Log): Drains {
  const drain = (what: string, everyMs: number, run: () => Promise<unknown>) =>
    createDrain({ run, everyMs, onFault: (error) => log.error('drain failed', { reason: what }, error) });
  const stopping = new AbortController();
  const callbacks = drain('callbacks', 2 * SECOND_MS, () => drainCallbacks(deps));
  const mail = drain('mail', 2 * SECOND_MS, () => drainMail(deps, transport));
  const starts = drain('starts', 30 * SECOND_MS, () => drainStarts(deps));
  const imports = drain('imports', 30 * SECOND_MS, () => drainImports(deps, stopping.signal));
  const attempts = drain('attempts', SECOND_MS, () => sweepExpiredAttempts(deps));
  const purge = drain('purge', 600 * SECOND_MS, () => purgeExpired(deps));
  const all = [callbacks, mail, starts, imports, attempts, purge];
  for (const one of all) one.wake();
  return {
    callbacks,
    mail,
    imports,
    async stop() {
      stopping.abort();
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
