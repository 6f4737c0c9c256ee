import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { createWorld, incidentId, register, tokenNow } from '@resit/integrity/testing/world';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import { openSqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import { openTestTable, type TestTable } from '@resit/persistence/testing/dynamodb-table';
import { writeTransfer } from '@resit/persistence/transfer/write-transfer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const awsSettings = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const node = (file: string, args: readonly string[], environment: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, ['--conditions=source', fromRoot(file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...awsSettings, INIT_CWD: folder, ...environment },
  });

/** What is in the place of Step Functions, over HTTP; its functions are not there, which is as good as slow ones. */
let service: ChildProcess;
let endpoint = '';
let sfn: SFNClient;
let stateMachineArn = '';
let folder = '';
let table: TestTable;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resit-operator-'));
  service = node('packages/states/src/command.ts', [
    'serve',
    '--port',
    '0',
    '--data',
    join(folder, 'states'),
    '--lambda-endpoint',
    'http://127.0.0.1:9',
  ]);
  endpoint = await new Promise<string>((resolve, reject) => {
    service.stdout?.on('data', (said: Buffer) => {
      const [address] = /http:\/\/\S+/u.exec(said.toString()) ?? [];
      if (address) resolve(address);
    });
    service.once('exit', (code) => reject(new Error(`states ended with ${code}`)));
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sfn = new SFNClient({ endpoint, region: 'us-east-1', credentials });
  const waits = { Type: 'Wait', Seconds: 86_400, End: true };
  const made = await sfn.send(
    new CreateStateMachineCommand({
      name: 'resit',
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: waits } }),
      roleArn: 'arn:aws:iam::123456789012:role/states',
    }),
  );
  stateMachineArn = made.stateMachineArn ?? '';
});
afterAll(async () => {
  sfn.destroy();
  service.kill();
  await once(service, 'exit');
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  table = await openTestTable(inject('dynamodbEndpoint'));
});
afterEach(() => table.dispose());

async function exported(name: string, stoppedAt?: string): Promise<string> {
  const databaseFile = join(folder, `${name}.db`);
  const repository = openSqliteRepository({ file: databaseFile });
  const deps = await createWorld({ repository });
  const { contactName: institution } = deps.institution;
  await register(deps);
  const { examId } = await scheduleExam(deps, incidentId);
  await sendNotification(deps, examId, tokenNow(deps, 'token'));
  await repository.close();
  const header = { id: '0123456789abcdef', product: '0.1.0', exportedAt: '2026-11-22T02:00:00.000Z' };
  writeTransfer({
    databaseFile,
    file: join(folder, name),
    header: { ...header, ...(stoppedAt ? { stoppedAt } : {}), settings: { ...deps.institution, institution } },
  });
  return name;
}

async function command(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const child = node('apps/aws/src/operator/import.ts', args, {
    AWS_ENDPOINT_URL_DYNAMODB: inject('dynamodbEndpoint'),
    AWS_ENDPOINT_URL_SFN: endpoint,
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (said: Buffer) => {
    out += said.toString();
  });
  child.stderr?.on('data', (said: Buffer) => {
    err += said.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}
const importing = (file: string, ...more: string[]) =>
  command([file, '--table', table.tableName, '--state-machine', stateMachineArn, ...more]);

describe('the import command', () => {
  it('looks, loads, starts, and does nothing twice', async () => {
    const file = await exported('office.ndjson', new Date().toISOString());
    const looked = await importing(file, '--dry-run');
    expect(looked).toMatchObject({ code: 0, out: expect.stringMatching(/1 incidents[\s\S]*Nothing was written/u) });
    expect(await table.open().get('incident', incidentId)).toBeUndefined();

    const loaded = await importing(file);
    expect(loaded).toMatchObject({ code: 0, out: expect.stringContaining('Nothing goes on yet') });
    // The questions of the release are there as well, as the deployment would have it.
    expect(loaded.out).toMatch(/with \d+ newer questions/u);
    expect(loaded.err).toMatch(/Checking: \d+ of \d+\nLoading: \d+ of \d+/u);
    expect(await table.open().get('incident', incidentId)).toMatchObject({ run: { executionName: incidentId } });

    const started = await importing(file, '--start');
    expect(started).toMatchObject({ code: 0, out: expect.stringContaining('Carried on: 1 incidents') });
    const { run } = (await table.open().get('incident', incidentId)) ?? {};
    expect(run?.executionName).toBe(`${incidentId}-2`);
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: run?.executionArn ?? '' }));
    expect(execution).toMatchObject({ status: 'RUNNING', input: JSON.stringify({ incidentId }) });
    expect(await importing(file, '--start')).toMatchObject({ code: 0, out: expect.stringContaining('started before') });
    for (const { out, err } of [looked, loaded, started]) expect(out + err).not.toContain('Siobhán');
  });

  it('says in words what it cannot do', async () => {
    const file = await exported('at-work.ndjson');
    expect(await importing(file, '--start')).toMatchObject({ code: 1, err: expect.stringContaining('--freeze') });
    expect(await importing('none.ndjson')).toMatchObject({ code: 1, err: expect.stringContaining('no such file') });
    writeFileSync(join(folder, 'broken.ndjson'), '{"type":"resit-transfer"\n');
    expect(await importing('broken.ndjson')).toMatchObject({ code: 1, err: 'line 1: is not JSON.\n' });
    expect(await importing(file, '--dry-run', '--start')).toMatchObject({ code: 2 });
    expect(await command([file])).toMatchObject({ code: 2, err: expect.stringContaining('--table is missing') });
    expect(await importing(file, '--subjects', 'none.json')).toMatchObject({ code: 2 });
    writeFileSync(join(folder, 'people.json'), '{"nobody":"sub"}');
    expect(await importing(file, '--subjects', 'people.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no account called nobody'),
    });
    const elsewhere = await command([file, '--table', 'no-such-table', '--state-machine', stateMachineArn]);
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('ResourceNotFound') });
    expect(elsewhere.err).not.toContain('    at ');
  });
});
