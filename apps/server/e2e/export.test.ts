import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTransfer, recordsOf } from '@resit/persistence/transfer/check-transfer';
import type { TransferRecord } from '@resit/persistence/transfer/format';
import { createStates } from 'states';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupCommands } from '../src/cli/backup.ts';
import type { Command } from '../src/cli/command.ts';
import { doctorCommands } from '../src/cli/doctor.ts';
import { exportCommands } from '../src/cli/export.ts';
import { stateMachineArn } from '../src/host/engine.ts';
import { loadSettings } from '../src/settings/load.ts';
import { incidentAt, report, reportBody } from './support/incidents.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let folder = '';
let file = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resit-export-'));
  file = join(folder, 'office.ndjson');
  test = await startTestHost();
});
afterEach(async () => {
  rmSync(test.dataFolder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: Command | undefined, args: string[], dataFolder = test.dataFolder) {
  const loaded = loadSettings({ RESIT_DATA: dataFolder, RESIT_TIMEZONE: 'Australia/Sydney' }, {});
  const lines: string[] = [];
  const code = await command?.run({ loaded, say: (line) => lines.push(line) }, args);
  return { code, text: lines.join('\n') };
}
const exportTo = (args: string[], dataFolder?: string) => run(exportCommands.export, args, dataFolder);
const records = async (): Promise<TransferRecord[]> => {
  const found: TransferRecord[] = [];
  for await (const { record } of recordsOf(file)) found.push(record);
  return found;
};

describe('an export', () => {
  it('is made while the server runs, is for its owner alone, and says nothing of anybody', async () => {
    const staff = await test.administrator();
    const body = reportBody();
    const id = await report(staff, body);
    await incidentAt(test, id, 'exam-open');
    const { code, text } = await exportTo([file]);
    expect(code).toBe(0);
    expect(text).toMatch(/holds 1 incidents, 1 exams/u);
    expect(text).not.toContain(body.student.name);
    expect(text).not.toContain(id);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { header } = await checkTransfer(file);
    // The office goes on: nothing may go on from this file.
    expect(header.stoppedAt).toBeUndefined();
    await expect(exportTo([file])).rejects.toThrow(/is there already/u);
    await expect(exportTo([join(folder, 'none', 'x')])).rejects.toThrow(/There is no folder/u);
    await expect(exportTo([join(folder, 'other'), '--freeze'])).rejects.toThrow(/Stop it first/u);
    await expect(exportTo([])).rejects.toThrow(/Use it like this/u);
    await test.stop();
  });

  it('that freezes keeps the office from starting, also from a backup, until that is taken back', async () => {
    const { dataFolder } = test;
    const id = await report(await test.administrator());
    await incidentAt(test, id, 'exam-open');
    await test.stop({ keep: true });
    const stoppedMs = Date.now();
    const { text } = await exportTo([file, '--freeze']);
    expect(text).toMatch(/is frozen and will not start again/u);
    const { header } = await checkTransfer(file);
    expect(Math.abs(Date.parse(header.stoppedAt ?? '') - stoppedMs)).toBeLessThan(60_000);
    expect(readdirSync(dataFolder).filter((name) => name.startsWith('export-'))).toEqual([]);
    await expect(startTestHost({}, dataFolder)).rejects.toThrow(/was frozen at .* npm run resit -- unfreeze/u);

    expect((await run(doctorCommands.doctor, [])).text).toMatch(/was frozen at .* no server starts here/u);

    const backup = join(folder, 'backup');
    await run(backupCommands.backup, [backup]);
    const restored = join(folder, 'restored');
    await run(backupCommands.restore, [backup], restored);
    await expect(startTestHost({}, restored)).rejects.toThrow(/was frozen/u);

    // The same again gives the same: nobody was at work.
    const again = join(folder, 'again.ndjson');
    await exportTo([again, '--freeze']);
    const body = (name: string) => readFileSync(name, 'utf8').split('\n').slice(1, -2);
    expect(body(again)).toEqual(body(file));

    expect((await run(exportCommands.unfreeze, [])).text).toMatch(/may start here again/u);
    expect((await run(exportCommands.unfreeze, [])).text).toMatch(/is not frozen/u);
    test = await startTestHost({}, dataFolder);
    expect((await incidentAt(test, id, 'exam-open')).id).toBe(id);
    await test.stop();
  });

  it('carries along a report that only the engine knows of', async () => {
    const { dataFolder } = test;
    const known = await report(await test.administrator());
    await incidentAt(test, known, 'exam-open');
    await test.stop({ keep: true });
    const name = 'reported0in0the0last0moment';
    const reportedBy = { sub: 's', name: 'Rita Reporter', roles: 'officer' };
    const input = JSON.stringify({ incidentId: name, reportedBy, report: reportBody() });
    const engine = await createStates({
      dataFile: join(dataFolder, 'engine.db'),
      region: 'local',
      invokeLambda: () => new Promise(() => undefined),
    });
    await engine.operations.startExecution({ stateMachineArn, name, input });
    await engine.close();
    const { text } = await exportTo([file, '--freeze']);
    expect(text).toMatch(/not yet registered, and are carried along: 1/u);
    await checkTransfer(file);
    const executions = (await records()).filter(({ type }) => type === 'execution');
    expect(executions).toEqual([{ type: 'execution', name, input }]);
  });

  it('is refused of data that has been run on a clock of its own, and where there is none', async () => {
    const { dataFolder } = test;
    await test.stop({ keep: true });
    writeFileSync(join(dataFolder, 'clock.json'), JSON.stringify({ shape: 1, workflowMs: Date.now() }));
    await expect(exportTo([file, '--freeze'])).rejects.toThrow(/clock of its own/u);
    await expect(exportTo([file], join(folder, 'nowhere'))).rejects.toThrow(/There is no data/u);
    expect(existsSync(file)).toBe(false);
  });
});
