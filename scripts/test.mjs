// `npm test`: installs what is missing, builds what is stale, then runs every test that needs no network, no Docker and no
// root. Ends with 0 only if all of them went well.
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { build, checkNode, hand, install, main, productEnv, root, say } from './setup.mjs';

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
  say('\nTests …');
  return hand([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...report, ...process.argv.slice(2)], env);
});
