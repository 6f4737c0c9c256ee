import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    s3Endpoint: string;
  }
}

/** The server that speaks S3 did not come up. */
class S3ServerAbsent extends Error {
  override readonly name = 'S3ServerAbsent';
  readonly code = 's3-server-absent';
}

const TRIES_MAX = 150;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * One moto server for a run of the tests, by the Python that RESIT_PYTHON names and that has `moto[server,s3]`.
 * @public called by vitest
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const python = process.env.RESIT_PYTHON ?? 'python3';
  const moto = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  let ended = false;
  moto.on('error', () => {
    ended = true;
  });
  moto.on('exit', () => {
    ended = true;
  });
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
    if (answer?.ok) break;
    if (ended || tries === TRIES_MAX) {
      moto.kill();
      throw new S3ServerAbsent(
        `No moto server by ${python}: install moto[server,s3] and name its Python in RESIT_PYTHON.`,
      );
    }
    await sleep(200);
  }
  project.provide('s3Endpoint', endpoint);
  return () => {
    moto.kill();
  };
}
