// `npm run rehearsal`: installs what is missing, builds what is stale, then plays the same days on what AWS would run and on
// the embedded host, and compares; then an office moves from the one to the other. Needs Java 17 or later, for DynamoDB Local.
// `-- --cases 50 --seed 7` plays other cases, `-- --cases 0` the move alone.
import { join } from 'node:path';
import { build, checkNode, hand, install, main, root } from './setup.mjs';

await main(async () => {
  checkNode();
  await install();
  await build();
  return hand([join(root, 'apps/aws/rehearsal/rehearsal.ts'), ...process.argv.slice(2)]);
});
