// A spreadsheet of incidents, from the upload until every student's exam waits to be taken.
import { join } from 'node:path';
import { openSqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { pause, until } from '../harness/load.ts';
import { call, tokenOf } from './api.ts';
import { Connection } from './connection.ts';
import { report, seedClient, withHost } from './seed.ts';
import { startServer } from './server.ts';

const PATIENCE_MS = 10 * 60_000;
const POLL_MS = 100;

interface ImportView {
  readonly id: string;
  readonly status: string;
  readonly good: number;
  readonly started: number;
}

function csvOf(count: number): string {
  const rows = Array.from({ length: count }, (_, number) => {
    const { student, work, finding, description } = report(number);
    const cells = [
      student.studentNumber,
      student.name,
      student.email,
      work.title,
      work.unit,
      finding.reference,
      finding.foundOn,
      description,
    ];
    return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  });
  return ['student number,name,email,work title,unit,finding reference,found on,description', ...rows].join('\r\n');
}

export async function bulkImport({ folder, count }: PartOptions): Promise<Measured> {
  const client = await withHost(folder, seedClient);
  const server = await startServer(folder);
  const token = await tokenOf(server.origin, client);
  const connection = await Connection.open(server.port);
  const repository = openSqliteRepository({ file: join(folder, 'resit.db') });
  const startedMs = performance.now();
  const since = (): number => (performance.now() - startedMs) / 1000;
  const upload = { fileName: 'incidents.csv', csv: csvOf(count) };
  const { id, good } = await call<ImportView>(connection, token, 201, 'POST', '/import', upload);
  if (good !== count) throw new RangeError(`${good} of ${count} rows are good`);
  const previewS = since();
  await call(connection, token, 202, 'POST', `/import/${id}/run`);
  for (;;) {
    const { status, started } = await call<ImportView>(connection, token, 200, 'GET', `/import/${id}`);
    if (status === 'done' && started === count) break;
    if (since() * 1000 > PATIENCE_MS) throw new RangeError(`the import is ${status} with ${started} started`);
    await pause(POLL_MS);
  }
  const importS = since();
  await until(
    'the exams',
    async () => (await repository.countIn('exam', 'openByDeadline', 'open')) === count,
    PATIENCE_MS,
  );
  const waitingS = since();
  await repository.close();
  connection.close();
  await server.stop();
  return { importPreviewS: previewS, importS, importWaitingS: waitingS };
}
