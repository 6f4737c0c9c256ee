import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStaticSite, SiteMissing, type StaticSite } from './static-site.ts';

let folder = '';
let site: StaticSite;
const script = `export const x = 1; ${'// a long line of words\n'.repeat(200)}`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'resit-site-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/main.abc.js'), script);
  writeFileSync(join(folder, '.stamp'), 'secret');
  site = openStaticSite(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = (path: string, encoding?: string, etag?: string) => site.file(path, { encoding, etag });

it('serves files with their types, compressed for whoever takes it', async () => {
  const packed = await get('assets/main.abc.js', 'gzip, br');
  expect(packed?.headers.get('content-encoding')).toBe('br');
  expect(packed?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(brotliDecompressSync(Buffer.from((await packed?.arrayBuffer()) ?? new ArrayBuffer(0))).toString()).toBe(
    script,
  );
  const plain = await get('assets/main.abc.js');
  expect([plain?.headers.get('content-encoding'), await plain?.text()]).toEqual([null, script]);
});

it('lets browsers keep what carries a hash, and ask again for the rest', async () => {
  expect((await get('assets/main.abc.js'))?.headers.get('cache-control')).toContain('immutable');
  const page = await get('index.html');
  expect(page?.headers.get('cache-control')).toBe('no-cache');
  expect((await get('index.html', undefined, page?.headers.get('etag') ?? ''))?.status).toBe(304);
});

it('knows nothing of what is not a file of the site', () => {
  expect([get('.stamp'), get('../package.json'), get('assets'), get('')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('says that the site was not built', () => {
  expect(() => openStaticSite(join(folder, 'assets'))).toThrow(SiteMissing);
  expect(() => openStaticSite(join(folder, 'nothing'))).toThrow(/npm run build/u);
});
