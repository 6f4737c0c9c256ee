// `npm run build -w @resit/aws`: bundles the functions, writes the template that SAM takes, and says how large everything is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readShippedFrom } from '@resit/functions/hosting/shipped';
import { bundle } from './bundle.ts';
import { builtFunctions } from './functions.ts';
import { builtTemplate } from './template.ts';

const app = fileURLToPath(new URL('..', import.meta.url));
const root = join(app, '../..');
const dist = join(app, 'dist');
const centre = join(root, 'apps/testing-centre');

const vite = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vite/bin/vite.js'), 'build', centre, '--logLevel', 'warn'],
  { cwd: root, stdio: 'inherit' },
);
if (vite.status !== 0) process.exit(vite.status ?? 1);

const shipped = readShippedFrom(join(root, 'workflow'));
const functions = builtFunctions(app);
const bundles = await bundle({
  functions,
  outFolder: join(dist, 'functions'),
  mapsFolder: join(dist, 'maps'),
  shipped,
  assetsFolder: join(centre, 'dist/assets'),
});
mkdirSync(dist, { recursive: true });
const template = builtTemplate({
  template: readFileSync(join(app, 'template.yaml'), 'utf8'),
  apiDocument: shipped.apiDocument,
  questions: shipped.questions,
  siteRequests: readFileSync(join(app, 'src/edge/site-requests.js'), 'utf8'),
  fromFolder: app,
  toFolder: dist,
});
writeFileSync(join(dist, 'template.yaml'), template);

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`.padStart(9);
for (const [logicalId, { bytes }] of bundles) console.log(`${kib(bytes)}  ${logicalId}`);
console.log(`${kib(Buffer.byteLength(template))}  template.yaml`);
