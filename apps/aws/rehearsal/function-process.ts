import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type LocalServer, type Received, type Reply, serveLocally } from './http.ts';

/** An event for a function, and whoever waits for what it comes to. */
export interface Invocation {
  requestId: string;
  functionArn: string;
  payload: string;
  deadlineMs: number;
  traceId: string;
  done(result: InvocationResult): void;
}
export interface InvocationResult {
  payload: string;
  /** There when the function failed. */
  error?: string;
}

export interface SandboxOptions {
  environment: Readonly<Record<string, string>>;
  folder: string;
  aheadMs: number;
  timeoutMs: number;
  onLine(line: string): void;
}

const runtimeFile = fileURLToPath(new URL('./sandbox.ts', import.meta.url));

/** One process that runs one function, one event at a time, and asks the Runtime API for it. */
export class Sandbox {
  readonly #options: SandboxOptions;
  #server: LocalServer | undefined;
  #child: ChildProcess | undefined;
  #current: Invocation | undefined;
  /** Set while the sandbox asks for its next event. */
  #asks: ((reply: Reply) => void) | undefined;
  #given: Invocation | undefined;
  #timer: NodeJS.Timeout | undefined;
  isDead = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  get child(): ChildProcess | undefined {
    return this.#child;
  }

  async start(): Promise<void> {
    const { environment, folder, aheadMs, onLine } = this.#options;
    this.#server = await serveLocally((received) => this.#answer(received));
    const child = spawn(process.execPath, [runtimeFile], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...environment,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${this.#server.port}`,
        LAMBDA_TASK_ROOT: folder,
        REHEARSAL_AHEAD_MS: String(aheadMs),
      },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n')) if (line !== '') onLine(line);
      });
    child.once('exit', (code) => this.#die(`Runtime exited with ${code}`));
  }

  /** Gives the event to the process; it must be idle. */
  give(invocation: Invocation): void {
    this.#current = invocation;
    this.#timer = setTimeout(() => {
      const seconds = (this.#options.timeoutMs / 1000).toFixed(2);
      this.#finish({
        error: 'Unhandled',
        payload: JSON.stringify({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds`,
        }),
      });
      this.#child?.kill('SIGKILL');
    }, this.#options.timeoutMs);
    if (this.#asks) this.#hand(this.#asks, invocation);
    else this.#given = invocation;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
    }
    await this.#server?.close();
  }

  async #answer({ method, url, headers, body }: Received): Promise<Reply> {
    const path = url.replace('/2018-06-01/runtime', '');
    if (method === 'GET' && path === '/invocation/next') {
      return new Promise((resolve) => {
        const given = this.#given;
        this.#given = undefined;
        if (given) this.#hand(resolve, given);
        else this.#asks = resolve;
      });
    }
    if (path === '/init/error') {
      this.#finish({ error: 'Unhandled', payload: body.toString('utf8') });
      return { status: 202 };
    }
    const [, id, kind] = /^\/invocation\/([^/]+)\/(response|error)$/u.exec(path) ?? [];
    if (id === undefined || id !== this.#current?.requestId)
      return { status: 400, body: '{"errorType":"InvalidRequestID"}' };
    const error = kind === 'error' ? String(headers['lambda-runtime-function-error-type'] ?? 'Unhandled') : undefined;
    this.#finish({ payload: body.toString('utf8'), ...(error === undefined ? {} : { error: 'Unhandled' }) });
    return { status: 202, body: '{"status":"OK"}' };
  }

  #hand(reply: (reply: Reply) => void, invocation: Invocation): void {
    this.#asks = undefined;
    reply({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
        'lambda-runtime-invoked-function-arn': invocation.functionArn,
        'lambda-runtime-trace-id': invocation.traceId,
      },
      body: invocation.payload,
    });
  }

  #finish(result: InvocationResult): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    this.#given = undefined;
    current?.done(result);
  }

  #die(why: string): void {
    this.isDead = true;
    const message = {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${this.#current?.requestId} Error: ${why}`,
    };
    this.#finish({ error: 'Unhandled', payload: JSON.stringify(message) });
  }
}
