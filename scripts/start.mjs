// `npm start`, `npm run demo`, `npm run resit -- …`: installs what is missing, builds what is stale, and hands over to the
// product's own Node. Runs on plain Node 20.19 with nothing installed.
import { join } from 'node:path';
import { build, checkNode, hand, install, main, root } from './setup.mjs';

await main(async () => {
  checkNode();
  await install();
  await build();
  return hand(['--enable-source-maps', join(root, 'apps/server/dist/main.js'), ...process.argv.slice(2)]);
});
