// The server as it is installed: a process of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TookTooLong } from '../harness/load.ts';
import { PROFILE_VARIABLE, profileArguments } from '../harness/run-part.ts';

const MAIN = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));
const READY_MS_MAX = 120_000;

export interface Server {
  readonly port: number;
  readonly origin: string;
  /** From the start of the process until it says that it is ready. */
  readonly readySeconds: number;
  /** Memory that the process has now. */
  residentBytes(): number;
  /** Processor time that each of its threads has used by now, by the thread's number; empty where the system does not say. */
  cpuSecondsByThread(): ReadonlyMap<string, number>;
  /** SIGTERM, as whoever runs it does; resolves when it is gone. */
  stop(): Promise<void>;
}

/** The server ended when nobody had told it to. */
export class ServerEnded extends Error {
  readonly code = 'SERVER_ENDED';
}

/** Starts it on a folder and resolves when it is ready. */
export async function startServer(folder: string): Promise<Server> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const startedMs = performance.now();
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...profileArguments(process.env[PROFILE_VARIABLE]), MAIN], {
    cwd: folder,
    env: {
      PATH,
      HOME,
      PORT: String(port),
      RESIT_ORIGIN: origin,
      RESIT_DATA: folder,
      RESIT_TIMEZONE: 'Australia/Sydney',
      RESIT_REQUESTS_PER_MINUTE: '10000000',
      RESIT_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  return {
    port,
    origin,
    readySeconds: (performance.now() - startedMs) / 1000,
    residentBytes: () =>
      1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })),
    cpuSecondsByThread: () => cpuSecondsByThread(child.pid ?? 0),
    async stop() {
      if (child.exitCode !== null) throw new ServerEnded(`the server had ended with ${child.exitCode}`);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

function cpuSecondsByThread(pid: number): Map<string, number> {
  const folder = `/proc/${pid}/task`;
  try {
    return new Map(
      readdirSync(folder).map((thread) => {
        // The name in brackets may hold anything; what follows it does not. User and system time are the 14th and 15th field.
        const fields = readFileSync(`${folder}/${thread}/stat`, 'utf8').replace(/^.*\)/su, '').trim().split(' ');
        return [thread, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND];
      }),
    );
  } catch {
    return new Map();
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new TookTooLong(`the server was not ready after ${READY_MS_MAX} ms`));
    }, READY_MS_MAX);
    createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
      if (!line.startsWith('Resit is ready')) return;
      clearTimeout(late);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new ServerEnded(`the server ended with ${code}`));
    });
  });
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
