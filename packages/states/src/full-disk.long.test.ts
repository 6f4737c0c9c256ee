// Needs a mount namespace of its own: root, or a system that lets users have one.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, it } from 'vitest';
import { surviveFullDisk } from './testing/full-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'states-full-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('acknowledges nothing more once the disk is full, says so, ends, and has all that it acknowledged on a larger disk', async () => {
  const small = join(folder, 'small');
  const large = join(folder, 'large');
  mkdirSync(small);
  mkdirSync(large);
  // The small disk is there for this process alone; what is on it at the end is copied to where there is room.
  const script = `mount -t tmpfs -o size=2m tmpfs ${small} && { "$0" "$@"; code=$?; cp -a ${small}/. ${large}/; exit $code; }`;
  await surviveFullDisk(small, { before: ['unshare', '-rm', 'bash', '-c', script] }, () => large);
});
