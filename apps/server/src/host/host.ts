import { createApiFunctions } from '@resit/functions/api/api-functions';
import { createAuthorizer } from '@resit/functions/authorizer';
import type { Log } from '@resit/functions/hosting/log';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { tracedRepository } from '@resit/functions/hosting/tracing/traced-repository';
import { createSubmitExam } from '@resit/functions/submit-exam';
import { createWorkflowFunctions } from '@resit/functions/workflow/create-workflow-functions';
import { rolesIn } from '@resit/integrity/access/caller';
import { parseReport } from '@resit/integrity/incident/report';
import type { Clock, Deps } from '@resit/integrity/ports/deps';
import type { PasswordCost } from '@resit/integrity/staff/password';
import { ensurePolicy, loadBank } from '@resit/integrity/use-cases/first-data';
import type { WithOneTimePassword } from '@resit/integrity/use-cases/staff/manage-staff';
import { moveDeadlinesAfterOutage } from '@resit/integrity/use-cases/workflow/move-deadlines-after-outage';
import { createFolderEvidenceStore } from '@resit/persistence/evidence/folder-evidence-store';
import { openSqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import { loadAssets } from '@resit/testing-centre/assets';
import { createTestingCentre } from '@resit/testing-centre/testing-centre';
import { readDocument } from '../gateway/document.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createApp, signOutScriptPath } from '../http/app.ts';
import { clientAddresses, limitKey } from '../http/client-address.ts';
import { createFront, factsOf } from '../http/front.ts';
import { listen } from '../http/listen.ts';
import { rateLimit } from '../http/rate-limit.ts';
import { createTraffic } from '../http/traffic.ts';
import { verifyForeignTokens } from '../issuer/external.ts';
import { createIssuer } from '../issuer/issuer.ts';
import { ADMIN_CLIENT_ID, audienceOf } from '../issuer/provider.ts';
import type { SmtpTransport } from '../mail/smtp-transport.ts';
import type { Settings } from '../settings/table.ts';
import { openDataFile, openDataFolder } from './data-folder.ts';
import { publishDefinition, substitute } from './definition.ts';
import { type Drains, startDrains } from './drains.ts';
import { createEngineDoor, stateMachineArn, tellOfStopped } from './engine.ts';
import { ensureAdministrator, whoNeverSignedIn } from './first-data.ts';
import { outageBefore, startHeartbeat } from './heartbeat.ts';
import { openKeys } from './keys.ts';
import { readShipped } from './shipped.ts';
import { openAdminSite, testingCentreAssets } from './site.ts';
import { openTraces } from './traces.ts';
import { createTurns } from './turns.ts';
import { openWorkflowClock, type WorkflowClock } from './workflow-clock.ts';

/** A running Resit: one process, one data folder. */
export interface Host {
  origin: string;
  deps: Deps;
  /** Made at the first start; shown once. */
  firstAdministrator: WithOneTimePassword | undefined;
  /** User name of the one account that there is, if nobody has signed in with it yet. */
  awaitedAdministrator: string | undefined;
  /** Resolves with what stopped the engine, if it ever fails (a full disk): the process has to be started again. */
  failed: Promise<Error>;
  close(): Promise<void>;
}

/** What a process may be given in place of its own. */
export interface HostOptions {
  /** Whether the first start makes an administrator. */
  administrator?: boolean;
  /** The clock of codes, sessions, limits and mail; the system's if absent. */
  clock?: Clock;
  /** The clock that deadlines and waits live on; the data folder's own, at the speed that is set, if absent. */
  workflowClock?: WorkflowClock['clock'];
  /** Cost of new password hashes; what is safe, if absent. */
  passwordCost?: PasswordCost;
}

const systemClock: Clock = { nowMs: () => Date.now() };
const CLOSE_GRACE_MS = 5_000;
/** With so many requests to answer the workflow's functions give way to them. */
const BUSY_REQUESTS = 5;

/** Whatever has been opened so far, to be closed in the opposite order. */
class Opened {
  readonly #closers: (() => unknown)[] = [];
  add(close: () => unknown): void {
    this.#closers.unshift(close);
  }
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}

/**
 * Opens the data folder, goes on with what it holds, and serves.
 * @throws DataFolderUnusable, DataFolderInUse, DataFileUnreadable, PortInUse, KeysUnreadable, ClockUnreadable, DefinitionUnusable, UnusableDocument, UnsupportedTemplate, TemplateInvalid, AssetsMissing
 */
export async function startHost(settings: Settings, log: Log, options: HostOptions = {}): Promise<Host> {
  const opened = new Opened();
  try {
    return await start(settings, log, opened, options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function start(settings: Settings, log: Log, opened: Opened, options: HostOptions): Promise<Host> {
  const { origin } = settings;
  const { administrator = true, clock = systemClock } = options;
  const shipped = readShipped();
  const document = readDocument(shipped.apiDocument);
  const folder = openDataFolder(settings.dataFolder);
  opened.add(() => folder.release());
  const keys = openKeys(folder.file('keys.json'));
  const workflow: WorkflowClock = options.workflowClock
    ? { clock: options.workflowClock, stop: () => undefined }
    : openWorkflowClock(folder.file('clock.json'), settings.clockSpeed);
  opened.add(() => workflow.stop());
  const stored = await openDataFile(folder.file('resit.db'), (file) => openSqliteRepository({ file }));
  opened.add(() => stored.close());
  const traces = openTraces(folder.file('traces.db'), settings, clock, log);
  opened.add(() => traces.close());
  const { tracing } = traces;
  const repository = tracedRepository(stored, tracing);

  const traffic = createTraffic();
  const engine = createEngineDoor(traces);
  let drains: Drains | undefined;
  const institution = {
    name: settings.institution,
    origin,
    timeZone: settings.timeZone,
    contactName: settings.contactName,
    contactAddress: settings.contactAddress,
  };
  const deps: Deps = {
    repository,
    clock,
    workflowClock: workflow.clock,
    ids: systemIds,
    sfn: engine.sfn,
    stateMachineArn,
    institution,
    templates: shipped.templates,
    topics: shipped.topics,
    staffElsewhere: settings.oidcIssuer !== undefined,
    mailMode: settings.smtpUrl === undefined ? 'trial' : 'smtp',
    wake: {
      callbacks: () => tracing.outside(() => drains?.callbacks.wake()),
      mail: () => tracing.outside(() => drains?.mail.wake()),
    },
    tracing,
    passwordCost: options.passwordCost,
    pepper: keys.pepper,
  };
  await ensurePolicy(deps);
  const loaded = await loadBank(deps, shipped.questions);
  if (loaded > 0) log.info('questions loaded', { count: loaded });

  // Before the engine goes on: no deadline may be looked at before the days that were lost are given back.
  const outage = outageBefore(folder.file('heartbeat'), deps);
  if (outage) {
    const moved = await moveDeadlinesAfterOutage(deps, outage);
    if (moved > 0)
      log.warn('deadlines moved after an outage', { count: moved, outageMs: outage.realToMs - outage.realFromMs });
  }

  let folderFault = false;
  const states = await engine.open({
    file: folder.file('engine.db'),
    clock: workflow.clock,
    realClock: clock,
    functions: createWorkflowFunctions(deps),
    turns: createTurns({ giveWay: () => traffic.underWay >= BUSY_REQUESTS }),
    onExecutionEnded: tellOfStopped(deps),
  });
  opened.add(() => states.close({ graceMs: CLOSE_GRACE_MS }));
  let engineFailed = false;
  const failed = states.failed.then((error) => {
    engineFailed = true;
    return error;
  });
  const names = Object.keys(createWorkflowFunctions(deps));
  const definition = substitute(shipped.definition, Object.fromEntries(names.map((name) => [`${name}Function`, name])));
  const published = await publishDefinition(engine.sfn, definition);
  if (published.changed) log.info('workflow published');
  opened.add(
    startHeartbeat(folder.file('heartbeat'), deps, (error) => {
      folderFault = true;
      log.error('data folder cannot be written', {}, error);
    }),
  );

  const transport = await mailTransport(settings);
  opened.add(() => transport?.close());
  const running = startDrains(deps, transport, log);
  drains = running;
  opened.add(() => running.stop());

  const onFault = (error: unknown, requestId: string) => log.error('fault', { requestId }, error);
  const assets = await loadAssets(testingCentreAssets, settings.accent);
  const frame = {
    institution: institution.name,
    contactName: institution.contactName,
    contactAddress: institution.contactAddress,
    stylesPath: assets.styles.path,
    iconPath: assets.icon.path,
  };
  const isOwnIssuer = settings.oidcIssuer === undefined;
  const issuer = isOwnIssuer
    ? await openDataFile(folder.file('issuer.db'), (file) =>
        createIssuer({
          origin,
          file,
          repository,
          clock,
          passwordCost: options.passwordCost,
          keys,
          frame,
          signOutScriptPath,
          log,
          clientAddress: (c) => limitKey(factsOf(c).address),
        }),
      )
    : undefined;
  opened.add(() => issuer?.close());
  const verify = issuer?.verify ?? verifyForeignTokens(settings.oidcIssuer ?? '', settings);
  const secureCookies = origin.startsWith('https:');
  const gateway = createGateway({
    document,
    basePath: '/api',
    authorizer: createAuthorizer({ verify, ids: systemIds }),
    functions: {
      ...createApiFunctions({
        ...deps,
        evidence: createFolderEvidenceStore(folder.file('evidence')),
        clockSpeed: settings.clockSpeed,
        wakeImports: () => tracing.outside(running.imports.wake),
        onFault,
        traces: traces.source,
      }),
      SubmitExamFunction: createSubmitExam({ deps, secureCookies, onFault }),
    },
    services: { states: engine.callService },
    stageVariables: { stateMachineArn },
    bodyChecks: { reportIncident: (body, caller) => parseReport(body, rolesIn(caller.roles)) },
    clock,
    tracing,
    onFault,
  });
  let closing = false;
  const app = createApp({
    signInPages: issuer?.pages,
    testingCentre: createTestingCentre({
      deps,
      assets,
      secureCookies,
      clockSpeed: settings.clockSpeed,
      clientAddress: (c) => limitKey(factsOf(c as never).address),
      onFault: (error, c) => onFault(error, factsOf(c as never).requestId),
    }),
    adminSite: openAdminSite(log),
    adminConfig: isOwnIssuer
      ? { issuer: '/oidc', clientId: ADMIN_CLIENT_ID, scope: 'openid profile', resource: audienceOf(origin) }
      : { issuer: settings.oidcIssuer ?? '', clientId: settings.oidcClientId, scope: settings.oidcScope },
    health: () => {
      const reasons = [
        ...(closing ? ['The server is closing.'] : []),
        ...(engineFailed ? ['The workflow engine has stopped.'] : []),
        ...(folderFault ? ['The data folder cannot be written.'] : []),
      ];
      return { ready: reasons.length === 0, reasons };
    },
  });
  const server = createFront({
    origin,
    addresses: clientAddresses(settings.trustedProxies),
    traffic,
    limit: rateLimit({ perMinute: settings.requestsPerMinute, clock }),
    gateway,
    app,
    issuer: issuer?.handle,
    tracing,
    clock,
    ids: systemIds,
    log,
  });
  opened.add(await listen(server, settings.port, settings.host));
  folder.sign({ pid: process.pid, origin, startedAt: new Date(clock.nowMs()).toISOString() });
  // Not before nothing is left that can fail: the password is shown by the start that makes it, and by no other.
  const firstAdministrator = isOwnIssuer && administrator ? await ensureAdministrator(deps) : undefined;
  const awaitedAdministrator = isOwnIssuer && !firstAdministrator ? await whoNeverSignedIn(deps) : undefined;
  return {
    origin,
    deps,
    firstAdministrator,
    awaitedAdministrator,
    failed,
    async close() {
      closing = true;
      await opened.close();
    },
  };
}

/** The way to the mail server, where there is one; its library is not loaded otherwise. */
async function mailTransport({ smtpUrl, contactName, mailFrom }: Settings): Promise<SmtpTransport | undefined> {
  if (smtpUrl === undefined) return undefined;
  const { smtpTransport } = await import('../mail/smtp-transport.ts');
  return smtpTransport({ url: smtpUrl, from: { name: contactName, address: mailFrom } });
}
