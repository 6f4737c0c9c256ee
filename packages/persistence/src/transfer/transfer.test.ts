import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstBroken } from '@resit/integrity/audit/chain';
import type { Change, Repository } from '@resit/integrity/ports/repository';
import { createWorld, incidentId, register, sit, tokenNow } from '@resit/integrity/testing/world';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit, incident, mail } from '../contract-fixtures.ts';
import { openSqliteRepository } from '../sqlite/sqlite-repository.ts';
import { loadSqlite } from '../testing/load-sqlite.ts';
import { checkTransfer } from './check-transfer.ts';
import { transferKinds } from './format.ts';
import { writeTransfer } from './write-transfer.ts';

/** A line, taken apart to be spoilt. */
type Line = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resit-transfer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const header = {
  id: '0123456789abcdef',
  product: '0.1.0',
  exportedAt: '2026-11-22T00:00:00.000Z',
  settings: {
    institution: 'U',
    origin: 'http://localhost',
    timeZone: 'UTC',
    contactName: 'O',
    contactAddress: 'o@x.edu',
  },
};
const exportOf = (databaseFile: string, file = join(folder, 'office.ndjson')): string => {
  rmSync(file, { force: true });
  writeTransfer({ databaseFile, file, header });
  return file;
};

/** Everything in a file, but what is not carried over. */
function contentOf(file: string): unknown {
  const db = new Database(file, { readonly: true });
  const items = db.prepare('SELECT kind, id, version, body FROM items ORDER BY kind, id').all() as {
    kind: string;
    body: string;
  }[];
  const content = {
    items: items
      .filter(({ kind }) => kind !== 'callback')
      .map(({ body, ...row }) => {
        const { waiting: _waiting, version: _asWritten, ...item } = JSON.parse(body) as Record<string, unknown>;
        return { ...row, item };
      }),
    places: db.prepare(`SELECT * FROM places WHERE kind <> 'callback' ORDER BY kind, ix, part, sort, id`).all(),
    counters: db.prepare('SELECT * FROM counters ORDER BY name').all(),
    audit: db.prepare('SELECT * FROM audit ORDER BY chain, seq').all(),
    keys: db.prepare('SELECT * FROM student_keys ORDER BY student').all(),
  };
  db.close();
  return content;
}

/** An office with an exam that was sat and one that waits, callbacks owed, and mail. */
async function office(file: string): Promise<void> {
  const repository = openSqliteRepository({ file });
  const deps = await createWorld({ repository });
  for (const id of [incidentId, 'b7k3m9qxd2t0123456789abcde']) {
    await register(deps, { id });
    const { examId } = await scheduleExam(deps, id);
    await sendNotification(deps, examId, tokenNow(deps, `secret-token-${id}`));
    if (id === incidentId) await sit(deps, examId, 20);
  }
  await repository.close();
}

describe('a transfer file', () => {
  it('gives back the office record by record, with whole audit chains', async () => {
    const from = join(folder, 'from.db');
    await office(from);
    const file = exportOf(from);
    await checkTransfer(file);
    await loadSqlite(file, join(folder, 'to.db'));
    expect(contentOf(join(folder, 'to.db'))).toEqual(contentOf(from));
    const [before, after] = [from, join(folder, 'to.db')].map((name) => openSqliteRepository({ file: name }));
    const trail = await (after as Repository).auditTrail(incidentId);
    expect(trail.length).toBeGreaterThan(2);
    expect(firstBroken(trail)).toBeUndefined();
    expect(await after?.unseal(trail[0]!)).toEqual(await before?.unseal(trail[0]!));
    expect(await after?.unseal(trail[0]!)).toMatchObject({ email: 'siobhan@example.edu' });
    await Promise.all([before?.close(), after?.close()]);
  });

  it('gives back any texts, versions, counters and chains', async () => {
    const change = fc.oneof(
      fc.record({ n: fc.nat(5), text: fc.string({ unit: 'binary' }) }).map(({ n, text }): Change => {
        return { type: 'put', kind: 'incident', item: incident(`i${n}\n"${n}`, { description: text }) };
      }),
      fc.nat(5).map(
        (n): Change => ({
          type: 'put',
          kind: 'mail',
          item: mail(`m李${n}`, { status: 'held', until: header.exportedAt }),
        }),
      ),
      fc.nat(3).map((n) => audit(`chain ${n}`, n)),
      fc.integer({ min: -9, max: 9 }).map((by): Change => ({ type: 'count', counter: `exposure:${by}`, by })),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
        run += 1;
        const [from, to] = [join(folder, `${run}.db`), join(folder, `${run}-to.db`)] as const;
        const repository = openSqliteRepository({ file: from });
        for (const one of changes) await repository.commit([one]);
        await repository.close();
        const file = exportOf(from, join(folder, `${run}.ndjson`));
        await checkTransfer(file);
        await loadSqlite(file, to);
        expect(contentOf(to)).toEqual(contentOf(from));
      }),
      { numRuns: 25 },
    );
  });

  it('is for its owner alone, and holds no task token, callback or password', async () => {
    const from = join(folder, 'from.db');
    await office(from);
    const repository = openSqliteRepository({ file: from });
    const account = { id: 's1', version: 0, shape: 1, username: 'ada', name: 'Ada', email: 'a@x.edu' } as const;
    const rest = {
      roles: ['officer'],
      passwordHash: 'scrypt$secret',
      disabled: false,
      failures: { count: 2 },
    } as const;
    await repository.commit([
      { type: 'put', kind: 'staff', item: { ...account, ...rest, createdAt: header.exportedAt } },
    ]);
    await repository.close();
    const file = exportOf(from);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('secret-token');
    expect(text).not.toContain('scrypt$');
    expect(text).not.toContain('"kind":"callback"');
    expect(text).toContain('"username":"ada"');
  });

  it('is a snapshot: what is written meanwhile is not in it', async () => {
    const from = join(folder, 'from.db');
    await office(from);
    const before = exportOf(from);
    const repository = openSqliteRepository({ file: from });
    const commits: Promise<void>[] = [];
    const file = join(folder, 'while.ndjson');
    writeTransfer({
      databaseFile: from,
      file,
      header,
      progress: (done) => {
        if (done === 2) commits.push(repository.commit([audit('late', 1)]));
      },
    });
    await Promise.all(commits);
    await repository.close();
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(before, 'utf8'));
  });
});

describe('checking a transfer file', () => {
  let file = '';
  let lines: string[] = [];
  beforeEach(async () => {
    const from = join(folder, 'from.db');
    await office(from);
    file = exportOf(from);
    lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  });

  /** Writes the file anew, with an end that fits. */
  const rewritten = (change: (lines: string[]) => string[], { fits = true } = {}): string => {
    const body = change(lines.slice(0, -1));
    const text = body.map((line) => `${line}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const end = fits ? JSON.stringify({ type: 'end', lines: body.length, sha256 }) : lines.at(-1);
    writeFileSync(file, `${text}${end}\n`);
    return file;
  };
  const at = (find: string): number => lines.findIndex((line) => line.includes(find));
  const edited = (index: number, edit: (value: Line) => unknown) => (all: string[]) =>
    all.map((line, n) => (n === index ? JSON.stringify(edit(JSON.parse(line) as Line)) : line));

  it('takes it as it was written', async () => {
    const { header: read, records } = await checkTransfer(file);
    expect(read.id).toBe(header.id);
    expect(records).toBe(lines.length - 2);
    expect(read.counts.items.incident).toBe(2);
    expect(Object.keys(read.counts.items)).toEqual([...transferKinds]);
  });

  it('names the line of whatever is wrong, and quotes nothing of it', async () => {
    const index = at('"kind":"incident"');
    rewritten(edited(index, (value) => ({ ...value, item: { ...value.item, reportedAt: 'Siobhan yesterday' } })));
    const fault = await checkTransfer(file).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(fault).toContain(`line ${index + 1}: incident`);
    expect(fault).not.toContain('Siobhan');
  });

  it.each<[string, (all: string[]) => string[], RegExp]>([
    ['a line that is no JSON', (all) => all.with(3, '{"oops'), /line 4: is not JSON/],
    ['a line twice', (all) => all.toSpliced(3, 0, all[3]!), /line 5: is there twice/],
    ['a line less', (all) => all.toSpliced(-1, 1), /line 1: says \d+ of studentKeys; there are \d+/],
    [
      'another format',
      (all) => all.with(0, all[0]!.replace('"format":1', '"format":2')),
      /line 1: the file has format 2/,
    ],
    [
      'another kind',
      (all) => all.with(3, '{"type":"item","kind":"cat","item":{}}'),
      /line 4: is an item of no known kind/,
    ],
    ['another type', (all) => all.with(3, '{"type":"cat"}'), /line 4: is of no known type/],
    ['another file', () => ['{"a":1}', '{}'], /line 1: is no header/],
  ])('refuses %s', async (_what, change, words) => {
    rewritten(change);
    await expect(checkTransfer(file)).rejects.toThrow(words);
  });

  it('refuses an audit chain that was touched, and a task token', async () => {
    const entry = at('"type":"audit"');
    rewritten(edited(entry, (value) => ({ ...value, entry: { ...value.entry, action: 'nothing.done' } })));
    await expect(checkTransfer(file)).rejects.toThrow(`line ${entry + 1}: the audit chain is broken`);
    const exam = at('"kind":"exam"');
    rewritten(edited(exam, (value) => ({ ...value, item: { ...value.item, waiting: { taskToken: 'x' } } })));
    await expect(checkTransfer(file)).rejects.toThrow(`line ${exam + 1}: exam`);
  });

  it('refuses a file whose bytes changed, was cut off, or went on', async () => {
    rewritten(
      edited(at('"kind":"mail"'), (value) => ({ ...value, item: { ...value.item, subject: 'else' } })),
      {
        fits: false,
      },
    );
    await expect(checkTransfer(file)).rejects.toThrow(/checksum/);
    writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
    await expect(checkTransfer(file)).rejects.toThrow(/is no end line/);
    writeFileSync(file, lines.join('\n'));
    await expect(checkTransfer(file)).rejects.toThrow(/cut off/);
    writeFileSync(file, `${lines.join('\n')}\n{"type":"counter","name":"x","value":1}\n`);
    await expect(checkTransfer(file)).rejects.toThrow(/is no end line/);
    writeFileSync(file, '');
    await expect(checkTransfer(file)).rejects.toThrow(/cut off/);
  });
});
