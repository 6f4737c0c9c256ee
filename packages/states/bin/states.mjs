#!/usr/bin/env node
// Runs the states command on the Node that the engine needs: an older one on the PATH hands over to the one npm installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const command = new URL('../dist/command.js', import.meta.url);
if (!existsSync(command)) {
  console.error('states: not built yet. Run `npm run build:ts` in the repository first.');
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) >= 22) {
  await import(command.href);
} else {
  const runtime = createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawn(runtime, [fileURLToPath(command), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 143 : 1)));
}
