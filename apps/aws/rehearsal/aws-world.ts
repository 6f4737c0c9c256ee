import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDynamodbRepository } from '@resit/persistence/dynamodb/dynamodb-repository';
import { localClient, startDynamodbLocal } from '@resit/persistence/testing/dynamodb-local';
import { StreamPoller, streamMappings } from './event-sources.ts';
import { createFront } from './gateway-front.ts';
import { call, serveLocally } from './http.ts';
import type { StaffName } from './issuer.ts';
import { authorizationOf } from './keys.ts';
import { type DeployedFunction, deployedFunctions, Lambda } from './lambda.ts';
import { Mailbox } from './mailbox.ts';
import { MovedProcesses } from './moved-processes.ts';
import { UseLog } from './permissions.ts';
import { parameters, START_MS } from './place.ts';
import { type ServicesOptions, startServices } from './services.ts';
import { startStates } from './states-server.ts';
import { createTableOf } from './table.ts';
import { type Json, type Resolved, record, resolveTemplate } from './template.ts';
import type { World } from './world.ts';

/** The rehearsed stack did not come up as the template says. */
export class StackFailed extends Error {
  readonly code = 'stack-failed';
}

export interface AwsWorld extends World {
  template: Resolved;
  uses: UseLog;
  lambda: Lambda;
  /** What was given up and lies in the queue. */
  undelivered: readonly Json[];
  /** Lines that functions logged as errors. */
  errors: readonly string[];
  /** `<role> <service>`: what fails for whom at the moment. */
  outages: Set<string>;
  /** Does something by which functions log errors, which count for nothing. */
  expectingErrors(work: () => Promise<void>): Promise<void>;
  /** Brings the first data again, as a deployment with other questions does. */
  deployAgain(): Promise<void>;
  /** Takes away every file that S3 keeps. */
  loseFiles(): void;
  /** Has a mail that SES took come back. */
  bounce(mailTag: string): Promise<void>;
  /** The tags of all mails that SES took. */
  taken: readonly Readonly<Record<string, string>>[];
  functions: readonly DeployedFunction[];
  /** Address of all services that are called. */
  servicesEndpoint: string;
}

const QUIET_MS = 300;
const SWEEP_MS = 20_000;

export interface AwsWorldOptions {
  app: string;
  issuer: { url: string };
  tokens: Readonly<Record<StaffName, string>>;
  /** When it is there when it is deployed; the rehearsal's first day if absent. */
  atMs?: number;
  /** Where mail goes; an empty one if absent. */
  mailbox?: Mailbox;
}

/** Deploys the built template here: everything that it names runs, or is stood for. */
export async function startAwsWorld(given: AwsWorldOptions): Promise<AwsWorld> {
  const closers: (() => Promise<unknown>)[] = [];
  const opened = (close: () => Promise<unknown>): void => void closers.unshift(close);
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0)) await each();
  };
  try {
    return await start(given, opened, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  { app, issuer, tokens, atMs = START_MS, mailbox = new Mailbox() }: AwsWorldOptions,
  opened: (close: () => Promise<unknown>) => void,
  close: () => Promise<void>,
): Promise<AwsWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'resit-rehearsal-'));
  opened(async () => rmSync(folder, { recursive: true, force: true }));
  // A copy, as a deployment is: another build changes nothing of what runs. Beside it, what the template's paths lead to.
  const dist = join(folder, 'apps/aws/dist');
  cpSync(join(app, 'dist/functions'), join(dist, 'functions'), { recursive: true });
  cpSync(join(app, 'dist/template.yaml'), join(dist, 'template.yaml'));
  cpSync(join(app, '../../workflow'), join(folder, 'workflow'), { recursive: true });
  const template = resolveTemplate(readFileSync(join(dist, 'template.yaml'), 'utf8'), parameters);
  const processes = new MovedProcesses(atMs - Date.now());
  const nowMs = (): number => processes.nowMs();
  const uses = new UseLog();
  const errors: string[] = [];
  const taken: Readonly<Record<string, string>>[] = [];
  const outages = new Set<string>();
  let lastCallMs = Date.now();

  const dynamodb = await startDynamodbLocal();
  opened(() => dynamodb.stop());
  const tableName = await createTableOf(template, dynamodb.endpoint);

  const edgeSecret = randomBytes(24).toString('hex');
  let statesPort = 0;
  const servicesOptions: ServicesOptions = {
    uses,
    streamArn: template.attribute('Table', 'StreamArn'),
    dynamodbPort: Number(new URL(dynamodb.endpoint).port),
    statesPort: () => statesPort,
    secrets: {
      [template.reference('PepperSecret')]: randomBytes(32).toString('hex'),
      [template.reference('EdgeSecret')]: edgeSecret,
    },
    mailbox,
    outages,
    onMailTaken: (tags) => taken.push(tags),
    onCall: () => {
      lastCallMs = Date.now();
    },
  };
  const services = await startServices(servicesOptions);
  opened(() => services.close());
  const giveUp = async (role: string, queueArn: string, message: object): Promise<void> => {
    await call({
      port: services.port,
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        authorization: authorizationOf(role, 'sqs'),
      },
      body: JSON.stringify({ QueueUrl: queueArn.split(':').at(-1), MessageBody: JSON.stringify(message) }),
    });
  };

  // The parameter takes https addresses only; the issuer of the rehearsal answers on loopback, without a certificate.
  const functions = deployedFunctions(template, (codeUri) => resolve(dist, codeUri), { OIDC_ISSUER: issuer.url });
  const endpoint = `http://127.0.0.1:${services.port}`;
  const endpointNames = ['DYNAMODB', 'SFN', 'SESV2', 'SECRETS_MANAGER', 'S3'];
  const lambda = new Lambda({
    template,
    functions,
    processes,
    endpoints: Object.fromEntries(endpointNames.map((name) => [`AWS_ENDPOINT_URL_${name}`, endpoint])),
    nowMs,
    uses,
    onLine: (functionName, line) => {
      if (!line.startsWith('{') || line.includes('"level":"error"')) errors.push(`${functionName}: ${line}`);
    },
    giveUp,
  });
  opened(() => lambda.close());
  const lambdaEndpoint = await lambda.serve();

  const states = await startStates({
    template,
    processes,
    lambdaEndpoint,
    dataFolder: join(folder, 'states'),
    definitionFile: resolve(dist, String(template.resources.StateMachine?.properties.DefinitionUri)),
  });
  statesPort = states.port;
  opened(() => states.stop());

  const pollers = streamMappings(template, functions).map(
    (mapping) =>
      new StreamPoller({
        mapping,
        lambda,
        port: services.port,
        tableName,
        streamArn: template.attribute('Table', 'StreamArn'),
        giveUp,
      }),
  );
  for (const poller of pollers) {
    await poller.start();
    opened(() => poller.stop());
  }

  await firstData(template, lambda, 'Create');
  const scheduled = scheduledFunctions(functions, template);
  const sweep = async (): Promise<void> => {
    const time = new Date(nowMs()).toISOString();
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time,
      detail: {},
    };
    await Promise.all(scheduled.map((name) => lambda.invokeEvent(name, JSON.stringify(event))));
    for (const stopped of await states.stopped())
      await lambda.invokeEvent('ExecutionStoppedFunction', JSON.stringify(stopped));
  };
  const sweeping = setInterval(() => void sweep().catch((error: unknown) => errors.push(String(error))), SWEEP_MS);
  opened(async () => clearInterval(sweeping));

  const front = createFront({
    template,
    lambda,
    uses,
    servicesPort: services.port,
    edgeSecret,
    nowMs,
    onFault: (error) => errors.push(`gateway: ${String(error)}`),
  });
  const server = await serveLocally(front);
  opened(() => server.close());
  const client = localClient(dynamodb.endpoint);
  opened(async () => client.destroy());

  const settle = async (): Promise<void> => {
    for (;;) {
      await new Promise((resume) => setTimeout(resume, QUIET_MS / 3));
      const isQuiet =
        lambda.underWay === 0 && Date.now() - lastCallMs >= QUIET_MS && pollers.every((poller) => poller.isIdle);
      if (isQuiet) return;
    }
  };
  return {
    name: 'AWS',
    template,
    uses,
    lambda,
    functions,
    servicesEndpoint: endpoint,
    mailbox,
    errors,
    outages,
    taken,
    undelivered: services.messages,
    repository: createDynamodbRepository({ client, tableName, clock: { nowMs } }),
    nowMs,
    token: (staff) => tokens[staff],
    async ask({ method, path, headers, body, viewer }) {
      const answered = await call({
        port: server.port,
        method,
        path,
        headers: { ...headers, 'x-viewer': viewer },
        ...(body === undefined ? {} : { body }),
      });
      return { status: answered.status, headers: answered.headers, text: answered.body.toString('utf8') };
    },
    settle,
    async aMinutePasses() {
      await sweep();
      await settle();
    },
    async moveTo(atMs) {
      await settle();
      await processes.moveTo(atMs);
      lastCallMs = Date.now();
      await sweep();
      await settle();
    },
    deployAgain: () => firstData(template, lambda, 'Update'),
    loseFiles: () => services.files.clear(),
    execution: (name) => states.execution(name),
    stopExecution: (name) => states.stopExecution(name),
    async expectingErrors(work) {
      const before = errors.length;
      try {
        await work();
        await settle();
      } finally {
        errors.length = before;
      }
    },
    bounce: async (mailTag) => {
      const message = {
        eventType: 'Bounce',
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            { emailAddress: 'x@example.edu', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
          ],
          timestamp: new Date(nowMs()).toISOString(),
        },
        mail: { timestamp: new Date(nowMs()).toISOString(), tags: { 'resit-mail': [mailTag] } },
      };
      await lambda.invokeEvent('MailFeedbackFunction', JSON.stringify(snsEvent(template, message)));
    },
    close,
  };
}

/** What SNS gives a function that is subscribed to a topic. */
function snsEvent(template: Resolved, message: object): object {
  const TopicArn = template.reference('MailFeedbackTopic');
  const Sns = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(message),
    Timestamp: new Date().toISOString(),
    MessageAttributes: {},
  };
  return {
    Records: [
      { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: `${TopicArn}:${randomUUID()}`, Sns },
    ],
  };
}

/** Functions with an event of type Schedule, but for the watch: to it, days that pass in a moment are an outage. */
const scheduledFunctions = (functions: readonly DeployedFunction[], template: Resolved): string[] =>
  functions
    .filter(
      ({ logicalId }) =>
        logicalId !== 'WatchFunction' &&
        Object.values(record(template.functionProperties(logicalId).Events)).some(
          (event) => record(event).Type === 'Schedule',
        ),
    )
    .map(({ logicalId }) => logicalId);

/** Creates the custom resource FirstData, as CloudFormation does. @throws StackFailed */
async function firstData(template: Resolved, lambda: Lambda, type: 'Create' | 'Update'): Promise<void> {
  let answer: Json = {};
  const server = await serveLocally(async ({ body }) => {
    answer = record(JSON.parse(body.toString('utf8')));
    return { status: 200 };
  });
  const { error, payload } = await lambda.invoke(
    'SetUpFunction',
    JSON.stringify({
      RequestType: type,
      ResponseURL: `http://127.0.0.1:${server.port}/`,
      StackId: `arn:aws:cloudformation:local:stack/${randomUUID()}`,
      RequestId: randomUUID(),
      LogicalResourceId: 'FirstData',
      ResourceType: 'Custom::FirstData',
      ResourceProperties: template.resources.FirstData?.properties,
    }),
  );
  await server.close();
  if (error !== undefined || answer.Status !== 'SUCCESS')
    throw new StackFailed(`The first data was not loaded: ${String(answer.Reason ?? payload)}`);
}
