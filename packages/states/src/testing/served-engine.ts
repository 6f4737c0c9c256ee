// `states serve` as a process of its own, and a client that speaks to it without any library. For tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const COMMAND = new URL('../command.ts', import.meta.url).pathname;

/** The engine answered with an error; `type` is its name. */
export class Refused extends Error {
  readonly type: string;
  readonly status: number;
  constructor(status: number, type: string, message: string) {
    super(`${status} ${type}: ${message}`);
    this.type = type;
    this.status = status;
  }
}

export interface Wrapped {
  /** What runs the command, before the runtime's own path: `strace -f …`, a shell with limits. */
  readonly before?: readonly string[];
}

export class ServedEngine {
  readonly endpoint: string;
  readonly child: ChildProcess;
  /** What it wrote on standard error. */
  readonly errors: string[];

  private constructor(child: ChildProcess, endpoint: string, errors: string[]) {
    this.child = child;
    this.endpoint = endpoint;
    this.errors = errors;
  }

  /** Resolves when it is ready. Rejects if it ends before that. */
  static async start(data: string, env: Record<string, string> = {}, { before = [] }: Wrapped = {}) {
    const child = spawnEngine(data, env, before);
    const errors: string[] = [];
    createInterface(child.stderr!).on('line', (line) => errors.push(line));
    const ready = once(createInterface(child.stdout!), 'line') as Promise<[string]>;
    const first = await Promise.race([ready, once(child, 'exit')]);
    const endpoint = /http:\S+/.exec(String(first[0]))?.[0];
    if (endpoint === undefined) throw new Error(`states serve ended at once: ${errors.join('\n')}`);
    return new ServedEngine(child, endpoint, errors);
  }

  /** Kills one so many milliseconds after it was started, ready or not. */
  static async killAtBirth(data: string, env: Record<string, string>, afterMs: number): Promise<void> {
    const child = spawnEngine(data, env, []);
    const exit = once(child, 'exit');
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    await exit;
  }

  /** One request. Rejects with Refused, or, where the connection broke, with something else. */
  async call<T>(operation: string, body: object): Promise<T> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as T & { __type?: string; message?: string };
    if (!response.ok) throw new Refused(response.status, answer.__type ?? '', answer.message ?? '');
    return answer;
  }

  /** `kill -9`. Safe to call again. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end, and resolves with its exit code and signal. */
  stop(): Promise<[number | null, string | null]> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<[number | null, string | null]> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
    return [child.exitCode, child.signalCode];
  }
}

function spawnEngine(data: string, env: Record<string, string>, before: readonly string[]): ChildProcess {
  const [command, ...args] = [...before, process.execPath, COMMAND, 'serve', '--port', '0', '--data', data];
  return spawn(command!, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ACCOUNT_ID: '123456789012',
      AWS_REGION: 'us-east-1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
