// A server with very many incidents that wait.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { pause } from '../harness/load.ts';
import { MIB } from '../harness/statistics.ts';
import { seedIncidents, withHost } from './seed.ts';
import { startServer } from './server.ts';

const SETTLE_MS = 5000;

export async function seedWaiting({ folder, count }: PartOptions): Promise<Measured> {
  const { seconds } = await withHost(folder, (deps) => seedIncidents(deps, count));
  return { waitingSeedPerSecond: count / seconds };
}

/** Starts the server on what was seeded and lets it come to rest. */
export async function serverWaiting({ folder }: PartOptions): Promise<Measured> {
  const server = await startServer(folder);
  await pause(SETTLE_MS);
  const residentBytes = server.residentBytes();
  await server.stop();
  return { serverRssMib: residentBytes / MIB, serverReadyS: server.readySeconds };
}
