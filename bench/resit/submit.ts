// Students who all submit at once, over HTTP: marked, committed, and the workflow told.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, until } from '../harness/load.ts';
import { expectStatus } from './api.ts';
import { Connection } from './connection.ts';
import { type Sitting, seedIncidents, seedSittings, withHost } from './seed.ts';
import { type Server, startServer } from './server.ts';

const CONNECTIONS = 128;
/** Submitted before anything is measured: a server that has just started has not compiled what it does most. */
const WARM_UP = 1000;
const PATIENCE_MS = 10 * 60_000;
/** Of twenty questions: three students in four pass. */
const known = (index: number): number => (index % 4 === 3 ? 8 : 18);

const sittingsFile = (folder: string): string => join(folder, 'sittings.json');

export async function seedSubmissions({ folder, count }: PartOptions): Promise<Measured> {
  return withHost(folder, async (deps) => {
    const { seconds } = await seedIncidents(deps, WARM_UP + count);
    writeFileSync(sittingsFile(folder), JSON.stringify(await seedSittings(deps, known)));
    return { seedPerSecond: (WARM_UP + count) / seconds };
  });
}

export async function submissions({ folder, count }: PartOptions): Promise<Measured> {
  const sittings = JSON.parse(readFileSync(sittingsFile(folder), 'utf8')) as Sitting[];
  if (sittings.length !== WARM_UP + count)
    throw new RangeError(`${sittings.length} students sit, not ${WARM_UP + count}`);
  const server = await startServer(folder);
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.port)));
  const repository = openSqliteRepository({ file: join(folder, 'resit.db') });
  const submitted = await repository.countIn('exam', 'submitted', 'submitted');
  const free = [...connections];
  const submit = async (sitting: Sitting): Promise<void> => {
    const connection = free.pop();
    if (!connection) throw new RangeError('there are as many connections as submissions at once');
    const headers = { cookie: `resit-exam=${sitting.cookie}`, origin: server.origin };
    expectStatus(await connection.request('POST', '/api/exam', headers, sitting.body), 200, 'POST /exam');
    free.push(connection);
  };
  const submitAll = (chosen: readonly Sitting[]) =>
    doAll(chosen.length, CONNECTIONS, (index) => submit(chosen[index] as Sitting));
  const calledBack = () =>
    until('the callbacks', async () => (await repository.countIn('callback', 'due', 'due')) === 0, PATIENCE_MS);
  const over = async (among: number): Promise<void> => {
    const passed = Array.from({ length: among }, (_, index) => index).filter((index) => known(index) >= 14).length;
    // Whoever has failed has a next attempt, which waits to be taken.
    const open = WARM_UP + count - passed;
    await until(
      'the ends of the workflows',
      async () =>
        (await repository.countIn('incident', 'byStatus', 'resolved')) === passed &&
        (among < WARM_UP + count || (await repository.countIn('exam', 'openByDeadline', 'open')) === open),
      PATIENCE_MS,
    );
  };

  await submitAll(sittings.slice(0, WARM_UP));
  await over(WARM_UP);
  const startedMs = performance.now();
  const since = (): number => (performance.now() - startedMs) / 1000;
  const cpuBefore = { own: process.cpuUsage(), server: server.cpuSecondsByThread() };
  await submitAll(sittings.slice(WARM_UP));
  const answeredSeconds = since();
  await calledBack();
  const calledBackSeconds = since();
  const cpu = cpuSince(cpuBefore, server);
  await over(WARM_UP + count);
  const overSeconds = since();
  const marked = (await repository.countIn('exam', 'submitted', 'submitted')) - submitted;
  await repository.close();
  for (const connection of connections) connection.close();
  await server.stop();
  if (marked !== WARM_UP + count) throw new RangeError(`${marked} exams were marked, not ${WARM_UP + count}`);
  return {
    submitAnsweredPerSecond: count / answeredSeconds,
    submitPerSecond: count / calledBackSeconds,
    submitOverPerSecond: count / overSeconds,
    ...(cpu && {
      submitCpuMs: (cpu.allSeconds * 1000) / count,
      submitBusiestThreadCpuMs: (cpu.busiestThreadSeconds * 1000) / count,
    }),
  };
}

interface Cpu {
  readonly own: NodeJS.CpuUsage;
  readonly server: ReadonlyMap<string, number>;
}

/** Processor time since then, of this process and the server's threads; undefined where the system does not say. */
function cpuSince(before: Cpu, server: Server): { allSeconds: number; busiestThreadSeconds: number } | undefined {
  const threads = [...server.cpuSecondsByThread()].map(
    ([thread, seconds]) => seconds - (before.server.get(thread) ?? 0),
  );
  if (threads.length === 0) return undefined;
  const { user, system } = process.cpuUsage(before.own);
  const ownSeconds = (user + system) / 1e6;
  return {
    allSeconds: threads.reduce((sum, seconds) => sum + seconds, ownSeconds),
    busiestThreadSeconds: Math.max(...threads),
  };
}
