import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, it } from 'vitest';
import { surviveFullDisk } from './testing/full-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'states-full-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('acknowledges nothing more once a file cannot grow, says so, ends, and has all that it acknowledged after a restart', async () => {
  const data = join(folder, 'data');
  // A limit on the size of files, which is what a quota looks like.
  const before = ['bash', '-c', `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`];
  await surviveFullDisk(data, { before }, () => data);
});
