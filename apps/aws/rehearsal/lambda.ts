import { randomBytes, randomUUID } from 'node:crypto';
import { Sandbox } from './function-process.ts';
import { type LocalServer, type Received, type Reply, serveLocally } from './http.ts';
import { keyOf, roleOfRequest } from './keys.ts';
import type { MovedProcesses } from './moved-processes.ts';
import type { UseLog } from './permissions.ts';
import { ACCOUNT, REGION } from './place.ts';
import { type Resolved, record } from './template.ts';

/** A function that the template deploys. */
export interface DeployedFunction {
  logicalId: string;
  arn: string;
  role: string;
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Readonly<Record<string, string>>;
  folder: string;
  /** How many of it may run at once. */
  concurrency: number;
  retriesMax: number;
  /** Queue for what is given up. */
  undelivered: string | undefined;
}

export interface Invoked {
  payload: string;
  error: string | undefined;
  requestId: string;
}

interface Pool {
  of: DeployedFunction;
  idle: Sandbox[];
  all: Sandbox[];
  starting: number;
  waiting: (() => void)[];
}

export interface LambdaOptions {
  template: Resolved;
  functions: readonly DeployedFunction[];
  processes: MovedProcesses;
  /** `AWS_ENDPOINT_URL_…` for the functions. */
  endpoints: Readonly<Record<string, string>>;
  nowMs(): number;
  uses: UseLog;
  onLine(functionName: string, line: string): void;
  /** Puts a message into a queue, as the role of the function that gave up. */
  giveUp(role: string, queueArn: string, message: object): Promise<void>;
}

/** What Lambda does: the Invoke API in front, a pool of processes for every function behind. */
export class Lambda {
  readonly #options: LambdaOptions;
  readonly #pools: ReadonlyMap<string, Pool>;
  #server: LocalServer | undefined;
  /** Events that are being worked on, or wait to be. */
  underWay = 0;
  invocations = 0;
  readonly failures: { functionName: string; payload: string }[] = [];
  #isClosing = false;

  constructor(options: LambdaOptions) {
    this.#options = options;
    this.#pools = new Map(
      options.functions.map((of) => [of.logicalId, { of, idle: [], all: [], starting: 0, waiting: [] }]),
    );
  }

  /** Opens the Invoke API. Gives its address. */
  async serve(): Promise<string> {
    this.#server = await serveLocally((received) => this.#answer(received));
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Runs a function and waits for what it answers. */
  async invoke(functionName: string, payload: string): Promise<Invoked> {
    const pool = this.#pools.get(functionName);
    if (!pool) throw new TypeError(`There is no function ${functionName}.`);
    this.underWay += 1;
    this.invocations += 1;
    try {
      const sandbox = await this.#take(pool);
      const requestId = randomUUID();
      const result = await new Promise<{ payload: string; error?: string }>((done) =>
        sandbox.give({
          requestId,
          functionArn: pool.of.arn,
          payload,
          deadlineMs: this.#options.nowMs() + pool.of.timeoutMs,
          traceId: `Root=1-${Math.floor(this.#options.nowMs() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`,
          done,
        }),
      );
      this.#release(pool, sandbox);
      if (result.error !== undefined) this.failures.push({ functionName, payload: result.payload });
      return { payload: result.payload, error: result.error, requestId };
    } finally {
      this.underWay -= 1;
    }
  }

  /** Runs a function for an event nobody waits for: again if it fails, and into its queue if it fails for good. */
  async invokeEvent(functionName: string, payload: string): Promise<void> {
    const { of } = this.#pools.get(functionName) ?? {};
    if (!of) throw new TypeError(`There is no function ${functionName}.`);
    this.underWay += 1;
    try {
      for (let tries = 0; tries <= of.retriesMax; tries += 1) {
        const { error, payload: answer, requestId } = await this.invoke(functionName, payload);
        if (error === undefined || this.#isClosing) return;
        if (tries === of.retriesMax && of.undelivered !== undefined)
          await this.#options.giveUp(of.role, of.undelivered, {
            version: '1.0',
            timestamp: new Date(this.#options.nowMs()).toISOString(),
            requestContext: {
              requestId,
              functionArn: of.arn,
              condition: 'RetriesExhausted',
              approximateInvokeCount: tries + 1,
            },
            requestPayload: JSON.parse(payload) as unknown,
            responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: error },
            responsePayload: JSON.parse(answer) as unknown,
          });
      }
    } finally {
      this.underWay -= 1;
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#pools.values()].flatMap(({ all }) => all.map((sandbox) => sandbox.stop())));
    await this.#server?.close();
  }

  async #take(pool: Pool): Promise<Sandbox> {
    for (;;) {
      const idle = pool.idle.pop();
      if (idle && !idle.isDead) return idle;
      if (idle) continue;
      if (pool.all.length + pool.starting < pool.of.concurrency) return this.#start(pool);
      await new Promise<void>((resume) => pool.waiting.push(resume));
    }
  }

  #release(pool: Pool, sandbox: Sandbox): void {
    if (sandbox.isDead) {
      pool.all = pool.all.filter((each) => each !== sandbox);
      void sandbox.stop();
    } else pool.idle.push(sandbox);
    pool.waiting.shift()?.();
  }

  async #start(pool: Pool): Promise<Sandbox> {
    const { of } = pool;
    const { processes, endpoints, uses } = this.#options;
    pool.starting += 1;
    // Lambda writes a function's log under the function's role, and traces of what it calls.
    const group = String(of.environment.AWS_LAMBDA_LOG_GROUP_NAME);
    const logArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:${of.logicalId}`;
    uses.note(of.role, 'logs:CreateLogStream', logArn);
    const sandbox = new Sandbox({
      environment: { ...of.environment, ...endpoints },
      folder: of.folder,
      aheadMs: processes.aheadMs,
      timeoutMs: of.timeoutMs,
      onLine: (line) => {
        uses.note(of.role, 'logs:PutLogEvents', logArn);
        this.#options.onLine(of.logicalId, line);
      },
    });
    await sandbox.start();
    if (sandbox.child) processes.add(sandbox.child);
    pool.starting -= 1;
    pool.all.push(sandbox);
    return sandbox;
  }

  /** `POST /2015-03-31/functions/{name}/invocations`, by name, partial ARN or ARN, with a qualifier or none. */
  async #answer({ method, url, headers, body }: Received): Promise<Reply> {
    const { pathname } = new URL(url, 'http://lambda');
    const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/u.exec(pathname) ?? [];
    if (method !== 'POST' || encoded === undefined)
      return failure(404, 'UnknownOperationException', 'There is no such operation.');
    const of = this.#find(decodeURIComponent(encoded));
    if (!of) return failure(404, 'ResourceNotFoundException', `Function not found: ${decodeURIComponent(encoded)}`);
    const role = roleOfRequest(headers);
    if (role === undefined) return failure(403, 'AccessDeniedException', 'Nobody in particular calls.');
    this.#options.uses.note(role, 'lambda:InvokeFunction', of.arn);
    const payload = body.length === 0 ? '{}' : body.toString('utf8');
    if (headers['x-amz-invocation-type'] === 'Event') {
      void this.invokeEvent(of.logicalId, payload);
      return { status: 202 };
    }
    const result = await this.invoke(of.logicalId, payload);
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': result.requestId,
        'x-amz-executed-version': '$LATEST',
        ...(result.error === undefined ? {} : { 'x-amz-function-error': result.error }),
      },
      body: result.payload,
    };
  }

  #find(name: string): DeployedFunction | undefined {
    const plain = name.split('function:').at(-1)?.split(':')[0] ?? name;
    return this.#options.functions.find(({ arn }) => arn.endsWith(`:function:${plain}`));
  }
}

function failure(status: number, type: string, message: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
  };
}

const CONCURRENCY_MAX = 3;

/** The functions of the template, as they are deployed. */
export function deployedFunctions(
  template: Resolved,
  folderOf: (codeUri: string) => string,
  overrides: Readonly<Record<string, string>>,
): DeployedFunction[] {
  return Object.entries(template.resources)
    .filter(([, { type }]) => type === 'AWS::Serverless::Function')
    .map(([logicalId]) => {
      const properties = template.functionProperties(logicalId);
      const roleName = String(properties.Role).split('role/').at(-1);
      const role = Object.keys(template.resources).find(
        (each) => template.resources[each]?.type === 'AWS::IAM::Role' && template.reference(each) === roleName,
      );
      if (role === undefined) throw new TypeError(`${logicalId} has no role.`);
      const arn = template.attribute(logicalId, 'Arn');
      const onFailure = record(record(properties.EventInvokeConfig).DestinationConfig).OnFailure;
      const undelivered = record(onFailure).Destination;
      const variables = record(record(properties.Environment).Variables);
      const memoryMb = Number(properties.MemorySize);
      return {
        logicalId,
        arn,
        role,
        handler: String(properties.Handler),
        timeoutMs: Number(properties.Timeout) * 1000,
        memoryMb,
        folder: folderOf(String(properties.CodeUri)),
        concurrency: Math.min(CONCURRENCY_MAX, Number(properties.ReservedConcurrentExecutions ?? CONCURRENCY_MAX)),
        retriesMax: Number(record(properties.EventInvokeConfig).MaximumRetryAttempts ?? 2),
        undelivered: typeof undelivered === 'string' ? undelivered : undefined,
        environment: {
          ...Object.fromEntries(
            Object.entries(variables).map(([name, value]) => [name, overrides[name] ?? String(value)]),
          ),
          ...lambdaVariables({ name: arn.split(':').at(-1) ?? '', role, memoryMb, properties }),
        },
      };
    });
}

/** The variables that Lambda itself sets. */
function lambdaVariables(of: { name: string; role: string; memoryMb: number; properties: object }) {
  const { Handler, LoggingConfig } = record(of.properties);
  return {
    _HANDLER: String(Handler),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: keyOf(of.role),
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_SESSION_TOKEN: 'rehearsal',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: String(record(LoggingConfig).LogGroup),
    AWS_LAMBDA_LOG_STREAM_NAME: '2040/03/05/[$LATEST]rehearsal',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env.PATH ?? '',
  };
}
