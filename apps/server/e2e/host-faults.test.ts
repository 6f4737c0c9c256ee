import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLog } from '@resit/functions/hosting/log';
import { afterEach, describe, expect, it } from 'vitest';
import { publishDefinition, substitute } from '../src/host/definition.ts';
import { startHost } from '../src/host/host.ts';
import { loadSettings } from '../src/settings/load.ts';
import { settingsTable } from '../src/settings/table.ts';
import { reportBody } from './support/incidents.ts';
import { PASSWORD, signIn } from './support/staff.ts';
import { freePort, startTestHost, until } from './support/test-host.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'resit-fault-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a setting that cannot be used', () => {
  it.each([
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['RESIT_DATA', 'x'.repeat(1001)],
    ['RESIT_ORIGIN', 'resit.example.edu'],
    ['RESIT_ORIGIN', 'http://resit.example.edu'],
    ['RESIT_ORIGIN', 'https://resit.example.edu/path'],
    ['RESIT_ORIGIN', 'ftp://resit.example.edu'],
    ['RESIT_HOST', '0.0.0.0'],
    ['RESIT_TRUSTED_PROXIES', 'the proxy'],
    ['RESIT_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['RESIT_TIMEZONE', 'Mars/Olympus'],
    ['RESIT_INSTITUTION', ' '],
    ['RESIT_CONTACT_NAME', ' '],
    ['RESIT_CONTACT_ADDRESS', 'office'],
    ['RESIT_MAIL_FROM', 'office at uni'],
    ['RESIT_SMTP_URL', 'mail.example.edu'],
    ['RESIT_ACCENT', 'teal'],
    ['RESIT_SMTP_URL', 'http://mail.example.edu'],
    ['RESIT_OIDC_ISSUER', 'issuer'],
    ['RESIT_OIDC_ROLES', 'officer'],
    ['RESIT_OIDC_ROLES', 'dean=dean'],
    ['RESIT_CLOCK_SPEED', '0'],
    ['RESIT_CLOCK_SPEED', '-1'],
    ['RESIT_CLOCK_SPEED', 'fast'],
    ['RESIT_CLOCK_SPEED', '1000001'],
    ['RESIT_REQUESTS_PER_MINUTE', '1'],
    ['RESIT_LOG_LEVEL', 'loud'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a header'],
    ['OTEL_SERVICE_NAME', ' '],
  ])('is named, with what to write instead: %s=%s', (name, value) => {
    const line = new RegExp(`^ {2}${name} .*(must|cannot|is not|Invalid|one of).*$`, 'mu');
    expect(() => loadSettings({ [name]: value }, {})).toThrow(line);
  });

  it('is tried for every setting that can be wrong', () => {
    const source = readFileSync(new URL(import.meta.url), 'utf8');
    const anyText = ['RESIT_OIDC_CLIENT_ID', 'RESIT_OIDC_AUDIENCE', 'RESIT_OIDC_SCOPE', 'RESIT_OIDC_ROLES_CLAIM'];
    for (const { name } of Object.values(settingsTable).filter((each) => !anyText.includes(each.name)))
      expect(source).toContain(`['${name}', `);
  });

  it('is named together with all the others, and no secret is repeated', () => {
    const given = { PORT: 'x', RESIT_TIMEZONE: 'y', RESIT_SMTP_URL: 'user:hunter2@mail' };
    expect(() => loadSettings(given, {})).toThrow(/PORT[\s\S]*RESIT_TIMEZONE[\s\S]*RESIT_SMTP_URL/u);
    expect(() => loadSettings(given, {})).not.toThrow(/hunter2/u);
  });

  it('contradicts another: a fast clock does not go with a mail server', () => {
    const given = { RESIT_SMTP_URL: 'smtp://mail', RESIT_CLOCK_SPEED: '2', RESIT_CONTACT_ADDRESS: 'o@uni.edu' };
    expect(() => loadSettings(given, {})).toThrow(/RESIT_CLOCK_SPEED .*RESIT_SMTP_URL/u);
  });
});

/** Tries to start, and gives the error with which it does not. */
async function refusal(environment: Record<string, string>): Promise<Error> {
  const { settings } = loadSettings({ PORT: String(await freePort()), RESIT_TIMEZONE: 'UTC', ...environment }, {});
  return startHost(settings, createLog('silent', { write: () => undefined })).then(
    async (host) => {
      await host.close();
      throw new Error('It started.');
    },
    (error: Error) => error,
  );
}

describe('a start that cannot be', () => {
  it.each([
    ['a file instead of a folder', (folder: string) => join(folder, 'file')],
    ['a folder below a file', (folder: string) => join(folder, 'file', 'data')],
    ['a place where nothing can be written', () => '/proc/resit-data'],
  ])('says that the data folder cannot be used: %s', async (_what, place) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), 'a file');
    const path = place(folder);
    const error = await refusal({ RESIT_DATA: path });
    expect(error).toMatchObject({ name: 'Error', code: 'data-folder-unusable' });
    expect(error.message).toContain(path);
    expect(error.message).toContain('Set RESIT_DATA');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('a file');
  });

  it('says that another server works with the data folder, and which', async () => {
    const first = await startTestHost();
    cleanUps.push(() => first.stop());
    const error = await refusal({ RESIT_DATA: first.dataFolder });
    expect(error).toMatchObject({ code: 'data-folder-in-use' });
    expect(error.message).toContain(`process ${process.pid}, at ${first.origin}`);
    expect((await fetch(`${first.origin}/health`)).status).toBe(200);
  });

  it('says that the port is in use, and leaves the data folder free', async () => {
    const squatter = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    cleanUps.push(() => squatter.close());
    const folder = newFolder();
    const error = await refusal({ RESIT_DATA: folder, PORT: String(port) });
    expect(error).toMatchObject({ code: 'port-unusable' });
    expect(error.message).toContain(`Port ${port} is in use`);
    expect(error.message).toContain('set PORT');
    const next = await startTestHost({}, folder);
    cleanUps.push(() => next.stop());
    expect((await fetch(`${next.origin}/health`)).status).toBe(200);
    // Nobody has seen a password that a start made which came to nothing.
    expect((await next.administrator()).origin).toBe(next.origin);
  });

  it('says at every start how to get a new one-time password, until the first administrator has signed in', async () => {
    const folder = newFolder();
    const first = await startTestHost({}, folder);
    expect(first.host.awaitedAdministrator).toBeUndefined();
    const { oneTimePassword = '' } = first.host.firstAdministrator ?? {};
    await first.stop({ keep: true });
    const second = await startTestHost({}, folder);
    expect(second.host.awaitedAdministrator).toBe('admin');
    await signIn(second.origin, 'admin', oneTimePassword);
    await second.stop({ keep: true });
    const third = await startTestHost({}, folder);
    cleanUps.push(() => third.stop());
    expect(third.host.awaitedAdministrator).toBeUndefined();
  });

  it.each(['keys.json', 'clock.json', 'resit.db', 'engine.db', 'issuer.db'])(
    'names the file of its own that is spoilt: %s',
    async (name) => {
      const folder = newFolder();
      const first = await startTestHost({ RESIT_CLOCK_SPEED: '2' }, folder);
      await first.stop({ keep: true });
      const kept = readFileSync(join(folder, name));
      for (const rest of ['-wal', '-shm']) rmSync(join(folder, name + rest), { force: true });
      writeFileSync(join(folder, name), 'spoilt '.repeat(1000));
      const error = await refusal({ RESIT_DATA: folder });
      expect(error.message).toContain(name);
      expect(error.message).not.toMatch(/^\s+at /mu);
      writeFileSync(join(folder, name), kept);
      const again = await startTestHost({ RESIT_CLOCK_SPEED: '2' }, folder);
      cleanUps.push(() => again.stop());
    },
  );

  it('says where a definition cannot be used, and keeps the one there was', async () => {
    const test = await startTestHost();
    cleanUps.push(() => test.stop());
    const { sfn } = test.host.deps;
    const shipped = readFileSync(new URL('../../../workflow/plagiarism-incident.asl.json', import.meta.url), 'utf8');
    const filled = substitute(
      shipped,
      Object.fromEntries(
        [...shipped.matchAll(/\$\{(\w+)\}/gu)].map(([, name = '']) => [name, name.replace('Function', '')]),
      ),
    );
    const wrong: [string, string, RegExp][] = [
      ['no JSON', filled.slice(0, -3), /JSON/iu],
      ['a state that there is not', filled.replace('"Next": "WhereItStands"', '"Next": "Nowhere"'), /Nowhere/u],
      ['a type that there is not', filled.replace('"Type": "Choice"', '"Type": "Guess"'), /Guess|WhereItStands/u],
      ['an expression that is none', filled.replace("stands = 'exam-open'", 'stands = ('), /WhereItStands/u],
      ['no start', filled.replace('"StartAt"', '"BeginAt"'), /StartAt/u],
    ];
    for (const [what, definition, saying] of wrong) {
      const error = await publishDefinition(sfn, definition).catch((caught: Error) => caught);
      expect([what, error]).toEqual([what, expect.objectContaining({ code: 'definition-unusable' })]);
      expect([what, (error as Error).message]).toEqual([what, expect.stringMatching(saying)]);
    }
    expect(await publishDefinition(sfn, filled)).toMatchObject({ changed: false });
    expect(() => substitute(`"$\{NobodyFunction}"`, {})).toThrow(/NobodyFunction/u);
  });
});

describe('as a process of its own', () => {
  /** Runs the built server, with a limit on the size of its files if asked for, which is what a full disk looks like. */
  async function run(environment: Record<string, string>, kibMax?: number, cwd = newFolder()) {
    const limit = kibMax === undefined ? '' : `trap '' XFSZ; ulimit -f ${kibMax}; `;
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn('bash', ['-c', `${limit}exec "$0" "$1"`, process.execPath, MAIN], {
      cwd,
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), RESIT_TIMEZONE: 'UTC', ...environment },
    });
    const lines: string[] = [];
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const ready = new Promise<boolean>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('Resit is ready')) resolve(true);
      });
      createInterface(child.stderr).on('line', (line) => lines.push(line));
      void ended.then(() => resolve(false));
    });
    cleanUps.push(() => child.kill('SIGKILL'));
    return { isReady: await ready, lines, ended, stop: () => child.kill('SIGTERM') };
  }

  it('prints what is wrong in plain words and ends with 1', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    chmodSync(folder, 0o755);
    const { isReady, lines, ended } = await run({ RESIT_DATA: join(folder, 'file'), PORT: String(await freePort()) });
    expect([isReady, await ended]).toEqual([false, 1]);
    expect(lines.join('\n')).toMatch(/data folder .* cannot be used.*Set RESIT_DATA/u);
    expect(lines.join('\n')).not.toMatch(/^\s+at /mu);
  });

  it.each([
    ['a folder', (file: string) => mkdirSync(file), 'it is a folder'],
    ['no text', (file: string) => writeFileSync(file, Buffer.from([0x50, 0xff, 0xfe])), 'no text in UTF-8'],
  ])('says that .env cannot be read: %s', async (_what, make, words) => {
    const folder = newFolder();
    make(join(folder, '.env'));
    const { isReady, lines, ended } = await run({}, undefined, folder);
    expect([isReady, await ended]).toEqual([false, 1]);
    expect(lines.join('\n')).toMatch(new RegExp(`\\.env cannot be read: .*${words}`, 'u'));
    expect(lines.join('\n')).not.toMatch(/^\s+at /mu);
  });

  it('starts without an issuer that does not answer, and says so', async () => {
    const RESIT_OIDC_ISSUER = `http://localhost:${await freePort()}`;
    const port = String(await freePort());
    const { isReady, lines, stop, ended } = await run({ RESIT_DATA: newFolder(), PORT: port, RESIT_OIDC_ISSUER });
    expect(isReady).toBe(true);
    await until('the note', async () =>
      lines.some((line) => /^Note: the issuer does not answer at .*check RESIT_OIDC_ISSUER/u.test(line)),
    );
    stop();
    expect(await ended).toBe(0);
  });

  it('warns of a data folder that other accounts can open, and writes files that they cannot read', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const { isReady, lines, ended, stop } = await run({ RESIT_DATA: folder, PORT: String(await freePort()) });
    expect(isReady).toBe(true);
    expect(lines.join('\n')).toMatch(/^Note: other accounts .* can open the data folder .*755\)\. It holds/mu);
    const written = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const open = written.filter(({ name }) => (statSync(join(folder, name)).mode & 0o077) !== 0);
    expect([written.length > 4, open.map(({ name }) => name)]).toEqual([true, []]);
    stop();
    expect(await ended).toBe(0);
  });

  it('acknowledges nothing that a full disk did not take, says so, and has all the rest after the next start', async () => {
    expect(existsSync(MAIN)).toBe(true);
    const folder = newFolder();
    const port = String(await freePort());
    const environment = { RESIT_DATA: folder, PORT: port, RESIT_LOG_LEVEL: 'error' };
    const origin = `http://localhost:${port}`;
    const first = await run({ ...environment, RESIT_ORIGIN: origin });
    expect(first.isReady).toBe(true);
    const printed = (label: string) =>
      until(label, async () => new RegExp(`${label}\\s+(\\S+)`, 'u').exec(first.lines.join('\n'))?.[1]);
    const password = await printed('one-time password');
    const username = await printed('user name');
    await signIn(origin, username, password);
    first.stop();
    expect(await first.ended).toBe(0);

    // A little room is left, so that some reports go well.
    const full = await run(environment, 2600);
    expect(full.isReady).toBe(true);
    const staff = await signIn(origin, username, PASSWORD);
    const acknowledged: string[] = [];
    const refused: { status: number; code: string }[] = [];
    for (let index = 0; index < 600 && refused.length < 5; index += 1) {
      try {
        const answer = await staff.call<{ incidentId: string; code: string }>('POST', '/incident', {
          ...reportBody(),
          description: 'Copied. '.repeat(1000),
        });
        if (answer.status === 202) acknowledged.push(answer.body.incidentId);
        else refused.push({ status: answer.status, code: answer.body.code });
      } catch {
        // It has stopped, as it does when the engine cannot write.
        break;
      }
    }
    full.stop();
    const code = await full.ended;
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer).toMatchObject({ status: expect.toSatisfy((status) => status >= 500) });
    expect([code, refused.length > 0 || code === 1]).toEqual([code, true]);
    expect(full.lines.join('\n')).toMatch(/cannot be written|disk|full|unavailable|write/iu);

    const again = await run(environment);
    expect(again.isReady).toBe(true);
    const later = await signIn(origin, username, PASSWORD);
    for (const incidentId of acknowledged) {
      const answer = await later.call('GET', `/incident/${incidentId}`);
      expect([incidentId, answer.status]).toEqual([incidentId, 200]);
    }
    again.stop();
    expect(await again.ended).toBe(0);
  });
});
