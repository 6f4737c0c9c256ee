// `npm test`: installs what is missing, builds what is stale, then runs every test that needs no network, no Docker and no
// root, and the checks of style, types, imports and dead code. Ends with 0 only if all of it went well.
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { build, checkNode, hand, heard, install, main, productEnv, root, say } from './setup.mjs';

const bin = (name) => join(root, 'node_modules', name);

await main(async () => {
  checkNode();
  await install();
  await build();
  const chromium = await findChromium();
  if (chromium === undefined) {
    process.stderr.write(
      'There is no Chromium for the browser tests. Install one, or set RESIT_CHROMIUM to the path of one, and run npm test again.\n',
    );
    return 1;
  }
  const env = { ...productEnv(), RESIT_CHROMIUM: chromium };
  const results = process.env.RESIT_TEST_RESULTS;
  const report = results
    ? ['--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'unit.json')}`]
    : [];
  const checks = [
    ['Style', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
    ['Types', [bin('typescript7/bin/tsc'), '-b']],
    ['Types of the whole-system tests', [bin('typescript7/bin/tsc'), '-p', 'apps/server/e2e']],
    [
      'Imports',
      [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.cjs', 'packages', 'apps'],
    ],
    ['Dead code', [bin('knip/bin/knip.js')]],
  ];
  // One after the other, beside the tests, which wait a good part of their time.
  const checked = (async () => {
    const results = [];
    for (const [name, args] of checks) results.push({ name, ...(await heard(args, env)) });
    return results;
  })();
  const failed = [];
  say('\nTests …');
  const tests = [bin('vitest/vitest.mjs'), 'run', ...report, ...process.argv.slice(2)];
  if ((await hand(tests, env)) !== 0) failed.push('Tests');
  for (const { name, code, said } of await checked) {
    say(`\n${name} …`);
    process.stdout.write(said);
    if (code !== 0) failed.push(name);
  }
  say(failed.length === 0 ? '\nAll is well.' : `\nFailed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
});
