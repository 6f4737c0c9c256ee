import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exposureOf } from './exposure.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "resit it's "));
  for (const [name, mode] of [
    ['resit.db', 0o644],
    ['keys.json', 0o640],
    ['engine.db', 0o600],
  ] as const) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), mode);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds nothing to say of a folder that its own account alone can open, whatever is in it', () => {
  chmodSync(folder, 0o700);
  expect(exposureOf(folder)).toBeUndefined();
});

it.each([0o755, 0o750, 0o711, 0o701])('names a folder of mode %o, what can be read in it, and what to do', (mode) => {
  chmodSync(folder, mode);
  const said = exposureOf(folder);
  expect(said).toContain(`data folder ${folder} (its mode is ${mode.toString(8)}) and read keys.json, resit.db in it`);
  expect(said).toMatch(/chmod 700 '.*resit it'\\''s .*'$/u);
});

it('says of many files how many more there are', () => {
  for (const number of [1, 2, 3, 4, 5]) writeFileSync(join(folder, `x${number}`), '', { mode: 0o644 });
  chmodSync(folder, 0o755);
  expect(exposureOf(folder)).toContain('read keys.json, resit.db, x1, x2, x3 and 2 more in it');
});
