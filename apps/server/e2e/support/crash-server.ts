import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './test-host.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_MS_MAX = 180_000;

/** The server as it is installed: a process of its own on a data folder of its own, to be killed and started again. */
export class CrashServer {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'resit-crash-'));
  readonly #port: number;
  #child: ChildProcess | undefined;
  /** What it logged of its own faults. */
  readonly faults: string[] = [];
  /** From the start of each process to its being ready. */
  readonly readyMs: number[] = [];

  private constructor(port: number) {
    this.#port = port;
  }

  static async create(): Promise<CrashServer> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: run npm run build:ts first.`);
    return new CrashServer(await freePort());
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves once it says that it is ready. */
  async start(settings: Readonly<Record<string, string>>): Promise<void> {
    const startedMs = performance.now();
    const child = this.#spawn(settings);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('The server is not ready after a minute.')), READY_MS_MAX);
      createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
        if (line.startsWith('Resit is ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${this.faults.join('\n')}`)));
      child.once('close', () => clearTimeout(late));
    });
    this.readyMs.push(Math.round(performance.now() - startedMs));
  }

  /** Starts it and kills it again, ready or not. */
  async startAndKill(settings: Readonly<Record<string, string>>, afterMs: number): Promise<void> {
    const child = this.#spawn(settings);
    child.stdout?.resume();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await this.kill();
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** SIGTERM; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return null;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await gone) as [number | null];
    return code;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #spawn(settings: Readonly<Record<string, string>>): ChildProcess {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.folder,
      env: {
        PATH,
        HOME,
        ...(TMPDIR === undefined ? {} : { TMPDIR }),
        PORT: String(this.#port),
        RESIT_ORIGIN: this.origin,
        RESIT_DATA: this.folder,
        RESIT_TIMEZONE: 'Australia/Sydney',
        RESIT_REQUESTS_PER_MINUTE: '10000000',
        RESIT_LOG_LEVEL: 'error',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface(child.stderr as NodeJS.ReadableStream).on('line', (line) => this.faults.push(line));
    // Should the test itself be given up, nothing is left behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.#child = child;
    return child;
  }
}
