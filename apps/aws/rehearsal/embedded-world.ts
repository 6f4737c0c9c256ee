import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { createLog } from '@resit/functions/hosting/log';
import { sweepExpiredAttempts } from '@resit/integrity/use-cases/drains/sweep-expired-attempts';
import { startHost } from '@resit/server/host/host';
import { loadSettings } from '@resit/server/settings/load';
import { MovedClock } from '../../server/e2e/support/moved-clock.ts';
import { freePort } from '../../server/e2e/support/test-host.ts';
import { call } from './http.ts';
import { AUDIENCE, type StaffName } from './issuer.ts';
import { startMailServer } from './mail-server.ts';
import { Mailbox } from './mailbox.ts';
import { DOMAIN, ORIGIN, parameters, START_MS } from './place.ts';
import { statesOf } from './states-server.ts';
import type { World } from './world.ts';

const QUIET_MS = 300;

export interface EmbeddedWorld extends World {
  errors: readonly string[];
  /** From now on what comes due stays due, as if the machine were to go off before anybody gets to it. */
  holdBack(): void;
}

export interface EmbeddedWorldOptions {
  issuer: { url: string };
  tokens: Readonly<Record<StaffName, string>>;
  /** Data to go on with, which outlive the world; else it begins with none, and leaves none. */
  dataFolder?: string;
  /** When it is there; the rehearsal's first day if absent. */
  atMs?: number;
  /** Where mail goes; an empty one if absent. */
  mailbox?: Mailbox;
}

/** What the host is set to, as the template's parameters set the other. */
export const embeddedSettings = (dataFolder: string, issuer: { url: string }): Record<string, string> => ({
  RESIT_HOST: '127.0.0.1',
  RESIT_DATA: dataFolder,
  RESIT_ORIGIN: ORIGIN,
  RESIT_TRUSTED_PROXIES: 'loopback',
  RESIT_REQUESTS_PER_MINUTE: '1000000',
  RESIT_TIMEZONE: String(parameters.TimeZone),
  RESIT_INSTITUTION: String(parameters.Institution),
  RESIT_CONTACT_NAME: String(parameters.ContactName),
  RESIT_CONTACT_ADDRESS: String(parameters.ContactAddress),
  RESIT_MAIL_FROM: String(parameters.MailFrom),
  RESIT_OIDC_ISSUER: issuer.url,
  RESIT_OIDC_CLIENT_ID: 'resit-admin',
  RESIT_OIDC_AUDIENCE: AUDIENCE,
  RESIT_LOG_LEVEL: 'error',
});

/** The embedded host as it is. */
export async function startEmbeddedWorld({
  issuer,
  tokens,
  dataFolder,
  atMs = START_MS,
  mailbox = new Mailbox(),
}: EmbeddedWorldOptions): Promise<EmbeddedWorld> {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'resit-rehearsal-'));
  const clock = new MovedClock();
  clock.moveTo(atMs);
  const mailServer = await startMailServer(mailbox);
  const port = await freePort();
  const { settings } = loadSettings(
    { ...embeddedSettings(folder, issuer), PORT: String(port), RESIT_SMTP_URL: mailServer.url },
    {},
  );
  const errors: string[] = [];
  const log = createLog('error', { write: (line) => errors.push(line) });
  const host = await startHost(settings, log, { clock, workflowClock: clock });
  const { repository, sfn, stateMachineArn, wake } = host.deps;
  let lastCommitMs = Date.now();
  const commit = repository.commit.bind(repository);
  repository.commit = async (changes) => {
    lastCommitMs = Date.now();
    return commit(changes);
  };
  const executionArn = (name: string): string => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const settle = async (): Promise<void> => {
    for (;;) {
      await new Promise((resume) => setTimeout(resume, QUIET_MS / 3));
      if (Date.now() - lastCommitMs < QUIET_MS) continue;
      const [callbacks, mails] = await Promise.all([dueOf('callback'), dueOf('mail')]);
      if (callbacks.length + mails.length === 0) return;
    }
  };
  const dueOf = async (kind: 'callback' | 'mail') => {
    const before = new Date(clock.nowMs()).toISOString();
    return (await repository.query(kind, 'due', { partition: 'due', before, limit: 1 })).items;
  };
  return {
    name: 'embedded',
    mailbox,
    errors,
    repository,
    nowMs: () => clock.nowMs(),
    token: (staff) => tokens[staff],
    async ask({ method, path, headers, body, viewer }) {
      const all = { ...headers, host: DOMAIN, 'x-forwarded-for': viewer, 'x-forwarded-proto': 'https' };
      const answered = await call({ port, method, path, headers: all, ...(body === undefined ? {} : { body }) });
      return { status: answered.status, headers: answered.headers, text: answered.body.toString('utf8') };
    },
    settle,
    async aMinutePasses() {
      await sweepExpiredAttempts(host.deps);
      await settle();
    },
    async moveTo(atMs) {
      await settle();
      clock.moveTo(atMs);
      lastCommitMs = Date.now();
      await settle();
    },
    holdBack() {
      wake.callbacks = () => undefined;
      wake.mail = () => undefined;
    },
    async stopExecution(name) {
      await sfn.send(
        new StopExecutionCommand({ executionArn: executionArn(name), error: 'Stopped', cause: 'By hand.' }),
      );
    },
    async execution(name) {
      const arn = executionArn(name);
      const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      return { status, states: await statesOf(sfn, arn) };
    },
    async close() {
      await host.close();
      await mailServer.stop();
      if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
