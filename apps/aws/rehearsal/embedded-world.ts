import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { createLog } from '@resit/functions/hosting/log';
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
}

/** The embedded host as it is, set as the template's parameters set the other. */
export async function startEmbeddedWorld(given: {
  issuer: { url: string };
  tokens: Readonly<Record<StaffName, string>>;
}): Promise<EmbeddedWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'resit-rehearsal-'));
  const clock = new MovedClock();
  clock.moveTo(START_MS);
  const mailbox = new Mailbox();
  const mailServer = await startMailServer(mailbox);
  const port = await freePort();
  const { settings } = loadSettings(
    {
      PORT: String(port),
      RESIT_HOST: '127.0.0.1',
      RESIT_DATA: folder,
      RESIT_ORIGIN: ORIGIN,
      RESIT_TRUSTED_PROXIES: 'loopback',
      RESIT_REQUESTS_PER_MINUTE: '1000000',
      RESIT_TIMEZONE: parameters.TimeZone,
      RESIT_INSTITUTION: parameters.Institution,
      RESIT_CONTACT_NAME: parameters.ContactName,
      RESIT_CONTACT_ADDRESS: parameters.ContactAddress,
      RESIT_SMTP_URL: mailServer.url,
      RESIT_MAIL_FROM: parameters.MailFrom,
      RESIT_OIDC_ISSUER: given.issuer.url,
      RESIT_OIDC_CLIENT_ID: 'resit-admin',
      RESIT_OIDC_AUDIENCE: AUDIENCE,
      RESIT_LOG_LEVEL: 'error',
    },
    {},
  );
  const errors: string[] = [];
  const log = createLog('error', { write: (line) => errors.push(line) });
  const host = await startHost(settings, log, { clock, workflowClock: clock });
  const { repository, sfn, stateMachineArn } = host.deps;
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
    token: (staff) => given.tokens[staff],
    async ask({ method, path, headers, body, viewer }) {
      const all = { ...headers, host: DOMAIN, 'x-forwarded-for': viewer, 'x-forwarded-proto': 'https' };
      const answered = await call({ port, method, path, headers: all, ...(body === undefined ? {} : { body }) });
      return { status: answered.status, headers: answered.headers, text: answered.body.toString('utf8') };
    },
    settle,
    async moveTo(atMs) {
      await settle();
      clock.moveTo(atMs);
      lastCommitMs = Date.now();
      await settle();
    },
    async execution(name) {
      const arn = executionArn(name);
      const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      return { status, states: await statesOf(sfn, arn) };
    },
    async close() {
      await host.close();
      await mailServer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
