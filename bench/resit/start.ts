// How long it takes to be ready: on an empty folder, and the time after.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { startServer } from './server.ts';

export async function starts({ folder }: PartOptions): Promise<Measured> {
  const first = await startServer(folder);
  await first.stop();
  const second = await startServer(folder);
  await second.stop();
  return { firstReadyS: first.readySeconds, secondReadyS: second.readySeconds };
}
