// From a report over HTTP until the invitation can be read in the outbox.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';
import { call, tokenOf } from './api.ts';
import { Connection } from './connection.ts';
import { report, seedClient, withHost } from './seed.ts';
import { startServer } from './server.ts';

const WARM_UP = 100;

interface Outbox {
  readonly items: readonly { readonly template: string }[];
}

export async function reports({ folder, count }: PartOptions): Promise<Measured> {
  const client = await withHost(folder, seedClient);
  const server = await startServer(folder);
  const token = await tokenOf(server.origin, client);
  const connection = await Connection.open(server.port);
  const answeredMs: number[] = [];
  const mailMs: number[] = [];
  for (let number = 0; number < WARM_UP + count; number++) {
    const startedMs = performance.now();
    const { incidentId } = await call<{ incidentId: string }>(
      connection,
      token,
      202,
      'POST',
      '/incident',
      report(number),
    );
    const answered = performance.now() - startedMs;
    for (;;) {
      const { items } = await call<Outbox>(connection, token, 200, 'GET', `/mail?incident=${incidentId}`);
      if (items.some(({ template }) => template === 'invitation')) break;
    }
    if (number < WARM_UP) continue;
    answeredMs.push(answered);
    mailMs.push(performance.now() - startedMs);
  }
  connection.close();
  await server.stop();
  return {
    answerMedianMs: percentile(answeredMs, 0.5),
    mailMedianMs: percentile(mailMs, 0.5),
    mailP99Ms: percentile(mailMs, 0.99),
  };
}
