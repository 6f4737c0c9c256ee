import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backupCommands } from '../src/cli/backup.ts';
import { clientCommands } from '../src/cli/client.ts';
import type { Command } from '../src/cli/command.ts';
import { doctorCommands } from '../src/cli/doctor.ts';
import { keysCommands } from '../src/cli/keys.ts';
import { staffCommands } from '../src/cli/staff.ts';
import { loadSettings } from '../src/settings/load.ts';
import { PASSWORD, signIn } from './support/staff.ts';
import { freePort, startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resit-cli-'));
  test = await startTestHost();
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: Command | undefined, args: string[], dataFolder = test.dataFolder) {
  const port = new URL(test.origin).port;
  const loaded = loadSettings({ RESIT_DATA: dataFolder, PORT: port, RESIT_TIMEZONE: 'Australia/Sydney' }, {});
  const lines: string[] = [];
  const code = await command?.run({ loaded, say: (line) => lines.push(line) }, args);
  return { code, text: lines.join('\n') };
}

const printed = (text: string, name: string) => new RegExp(`^${name}\\s+(\\S+)$`, 'mu').exec(text)?.[1] ?? '';

describe('staff', () => {
  it('are added while the server runs, sign in once with the one-time password, and are shut out at once', async () => {
    const added = await run(staffCommands['staff add'], [
      'Olga',
      '--name',
      "Olga O'Neil 李",
      '--email',
      'o@x.edu',
      '--role',
      'officer,lecturer',
    ]);
    const staff = await signIn(test.origin, 'olga', printed(added.text, 'one-time password'));
    expect((await staff.call('GET', '/me')).body).toMatchObject({
      name: "Olga O'Neil 李",
      roles: ['lecturer', 'officer'],
    });
    expect((await run(staffCommands['staff list'], [])).text).toContain("olga\tOlga O'Neil 李\tlecturer, officer");
    await run(staffCommands['staff disable'], ['olga']);
    expect((await staff.call('GET', '/me')).status).toBe(401);
    await run(staffCommands['staff enable'], ['olga']);
    expect((await staff.call('GET', '/me')).status).toBe(200);
  });

  it('get a new one-time password, and the old one ends', async () => {
    const added = await run(staffCommands['staff add'], [
      'rita',
      '--name',
      'Rita',
      '--email',
      'r@x.edu',
      '--role',
      'officer',
    ]);
    const reset = await run(staffCommands['staff reset-password'], ['rita']);
    await expect(signIn(test.origin, 'rita', printed(added.text, 'one-time password'))).rejects.toThrow();
    await signIn(test.origin, 'rita', printed(reset.text, 'one-time password'));
  });

  it.each([
    [
      'a role that there is not',
      ['x', '--name', 'X', '--email', 'x@x.edu', '--role', 'dean'],
      /no role dean.*lecturer, officer, administrator/su,
    ],
    ['no role', ['x', '--name', 'X', '--email', 'x@x.edu'], /role is missing/u],
    ['no name', ['x', '--email', 'x@x.edu', '--role', 'officer'], /Use it like this/u],
    ['an unknown option', ['x', '--nmae', 'X'], /Use it like this/u],
  ])('are not added with %s', async (_what, args, words) => {
    await expect(async () => run(staffCommands['staff add'], args)).rejects.toThrow(words);
  });
});

describe('clients', () => {
  const token = async (id: string, secret: string) => {
    const response = await fetch(`${test.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return { status: response.status, body: (await response.json()) as { access_token?: string } };
  };
  const me = async (accessToken = '') =>
    (await fetch(`${test.origin}/api/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

  it('call the API with what was printed once, until they are disabled', async () => {
    const added = await run(clientCommands['client add'], ['Turnitin', '--role', 'officer']);
    const [id, secret] = [printed(added.text, 'client id'), printed(added.text, 'client secret')];
    const { body } = await token(id, secret);
    expect(await me(body.access_token)).toBe(200);
    expect((await token(id, `${secret}x`)).status).toBe(401);
    expect((await run(clientCommands['client list'], [])).text).toContain(`${id}\tTurnitin\tofficer`);
    await run(clientCommands['client disable'], [id]);
    expect(await me(body.access_token)).toBe(401);
    expect((await token(id, secret)).status).toBe(401);
  });
});

describe('backup', () => {
  afterEach(() => rmSync(join(folder, 'backup'), { recursive: true, force: true }));

  it('is taken while the server runs, and restored to a folder that a server goes on with', async () => {
    const target = join(folder, 'backup');
    const staff = await test.administrator();
    expect((await staff.call('GET', '/me')).status).toBe(200);
    expect((await run(backupCommands.backup, [target])).code).toBe(0);
    const restored = join(folder, 'restored');
    expect((await run(backupCommands.restore, [target], restored)).code).toBe(0);
    const second = await startTestHost({ PORT: String(await freePort()) }, restored);
    expect(second.host.firstAdministrator).toBeUndefined();
    await signIn(second.origin, 'admin', 'a sentence that only I know');
    await second.stop();
  });

  it('never writes over anything', async () => {
    writeFileSync(join(folder, 'a file'), 'of somebody');
    await expect(async () => run(backupCommands.backup, [folder])).rejects.toThrow(/not empty|new/u);
  });

  it('is not restored when a byte of it changed, nor under a running server', async () => {
    const target = join(folder, 'backup');
    await run(backupCommands.backup, [target]);
    await expect(async () => run(backupCommands.restore, [target])).rejects.toThrow(/A server works in/u);
    writeFileSync(join(target, 'keys.json'), `${readFileSync(join(target, 'keys.json'), 'utf8')} `);
    const untouched = join(folder, 'untouched');
    await expect(async () => run(backupCommands.restore, [target], untouched)).rejects.toThrow(
      /keys.json.*not what was backed up/u,
    );
    expect(existsSync(untouched)).toBe(false);
  });
});

describe('keys', () => {
  const kidOf = ({ token }: { token: string }): unknown =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string }).kid;

  it('are rotated so that everybody stays signed in, and replaced so that nobody does', async () => {
    const dataFolder = join(folder, 'keys');
    const environment = { PORT: String(await freePort()) };
    await expect(async () => run(keysCommands['keys rotate'], [], dataFolder)).rejects.toThrow(/no keys/u);
    const first = await startTestHost(environment, dataFolder);
    const before = await first.administrator();
    await expect(async () => run(keysCommands['keys rotate'], [], dataFolder)).rejects.toThrow(/Stop it first/u);
    await first.stop({ keep: true });

    expect((await run(keysCommands['keys rotate'], [], dataFolder)).code).toBe(0);
    const second = await startTestHost(environment, dataFolder);
    const after = await signIn(second.origin, 'admin', PASSWORD);
    expect((await before.call('GET', '/me')).status).toBe(200);
    expect((await after.call('GET', '/me')).status).toBe(200);
    expect(kidOf(after)).not.toBe(kidOf(before));
    await second.stop({ keep: true });

    expect((await run(keysCommands['keys replace'], [], dataFolder)).code).toBe(0);
    const third = await startTestHost(environment, dataFolder);
    expect((await before.call('GET', '/me')).status).toBe(401);
    expect((await after.call('GET', '/me')).status).toBe(401);
    expect((await (await signIn(third.origin, 'admin', PASSWORD)).call('GET', '/me')).status).toBe(200);
    await third.stop();
  });
});

describe('doctor', () => {
  it('finds a healthy server healthy', async () => {
    const { code, text } = await run(doctorCommands.doctor, []);
    expect(text).toContain('resit.db is whole');
    expect(text).toContain('is ready');
    expect([code, text.includes('FAIL')]).toEqual([0, false]);
  });

  it('says that other accounts can open the data folder', async () => {
    chmodSync(test.dataFolder, 0o755);
    const { code, text } = await run(doctorCommands.doctor, []);
    chmodSync(test.dataFolder, 0o700);
    expect([code, text]).toEqual([0, expect.stringMatching(/^note .*can open the data folder.*chmod 700/mu)]);
  });

  it('names a damaged file', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'resit-damaged-'));
    writeFileSync(join(damaged, 'engine.db'), 'this is no database at all, but long enough to be read as a header');
    const { code, text } = await run(doctorCommands.doctor, [], damaged);
    rmSync(damaged, { recursive: true });
    expect([code, /^FAIL .*database/mu.test(text)]).toEqual([1, true]);
  });
});
