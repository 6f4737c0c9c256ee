import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@resit/functions/hosting/log';
import { cheapPasswords } from '@resit/integrity/testing/test-deps';
import { type Host, type HostOptions, startHost } from '../../src/host/host.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { type Staff, signIn } from './staff.ts';

/** A server in this process, on a port and a data folder of its own. */
export interface TestHost {
  host: Host;
  origin: string;
  dataFolder: string;
  /** Every line that was logged. */
  logged: string[];
  /** Signed in with the one-time password of the first start. */
  administrator(): Promise<Staff>;
  /** Closes the server, and removes its data unless `keep`. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function startTestHost(
  environment: Record<string, string> = {},
  dataFolder?: string,
  options: HostOptions = {},
): Promise<TestHost> {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'resit-e2e-'));
  const { settings } = loadSettings(
    {
      PORT: String(await freePort()),
      RESIT_DATA: folder,
      RESIT_TIMEZONE: 'Australia/Sydney',
      RESIT_REQUESTS_PER_MINUTE: '1000000',
      RESIT_LOG_LEVEL: 'debug',
      ...environment,
    },
    {},
  );
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => logged.push(line) });
  const host = await startHost(settings, log, { passwordCost: cheapPasswords, ...options });
  let staff: Promise<Staff> | undefined;
  return {
    host,
    origin: host.origin,
    dataFolder: folder,
    logged,
    administrator() {
      const first = host.firstAdministrator;
      if (!first) throw new Error('This folder had an administrator before.');
      staff ??= signIn(host.origin, first.account.username, first.oneTimePassword);
      return staff;
    },
    async stop({ keep = false } = {}) {
      await host.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How long tests wait for what ought to come at once: so long that a busy machine is no reason for its not coming. */
export const PATIENCE_MS = 60_000;

/** Asks again and again until there is an answer. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const endMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > endMs) throw new Error(`${what} did not come about within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
