// `npm run bench`: installs what is missing, builds what is stale, then measures what was built. What it can measure and
// how: `npm run bench -- --help`.
import { join } from 'node:path';
import { build, checkNode, hand, install, main, root } from './setup.mjs';

await main(async () => {
  checkNode();
  await install();
  await build();
  return hand([join(root, 'bench/main.ts'), ...process.argv.slice(2)]);
});
