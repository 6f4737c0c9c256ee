import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shipped } from '@resit/functions/hosting/shipped';
import { build, type Plugin } from 'esbuild';
import { QUESTIONS_FILE, SHIPPED_FILE, type ShippedContent } from '../src/shipped-content.ts';
import type { BuiltFunction } from './functions.ts';

export interface BundleOptions {
  functions: readonly BuiltFunction[];
  /** Gets a folder for each function, as Lambda unpacks it. */
  outFolder: string;
  shipped: Shipped;
  /** Gets the source maps, which nobody deploys: with them the places in a log can be read. */
  mapsFolder: string;
  /** The Testing Centre's built style sheet and script. */
  assetsFolder: string;
}

/**
 * Our sources import zod's one object `z`, of which a bundler keeps all, in forty languages. As a namespace of the module
 * it is the same object to them, and only what they use of it is kept.
 */
const zodByParts: Plugin = {
  name: 'zod-by-parts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/(packages|apps)\/[^/]+\/src\/.*\.tsx?$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';"),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
};

/** Bundles as Lambda loads them: one module, libraries in it, nothing to resolve. Returns their sizes in bytes. */
export async function bundle({
  functions,
  outFolder,
  mapsFolder,
  shipped,
  assetsFolder,
}: BundleOptions): Promise<Map<string, number>> {
  for (const folder of [outFolder, mapsFolder]) rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: functions.map(({ logicalId, entry }) => ({ in: entry, out: `${logicalId}/index` })),
    outdir: outFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // Not ESM: importing node:http as such reads all its exports, of which some load half of Node.
    format: 'cjs',
    target: 'node24',
    // Sources of our own packages, and the modular builds of libraries: what is not used is left out.
    conditions: ['source', 'import'],
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: true,
    sourcemap: 'external',
    legalComments: 'none',
    plugins: [zodByParts],
    logLevel: 'warning',
  });
  const content: ShippedContent = { templates: shipped.templates, topics: shipped.topics };
  const sizes = new Map<string, number>();
  mkdirSync(mapsFolder, { recursive: true });
  for (const { logicalId, beside } of functions) {
    const folder = join(outFolder, logicalId);
    renameSync(join(folder, 'index.cjs.map'), join(mapsFolder, `${logicalId}.cjs.map`));
    if (beside.includes('shipped')) writeFileSync(join(folder, SHIPPED_FILE), JSON.stringify(content));
    if (beside.includes('questions')) writeFileSync(join(folder, QUESTIONS_FILE), JSON.stringify(shipped.questions));
    if (beside.includes('assets')) cpSync(assetsFolder, join(folder, 'assets'), { recursive: true });
    sizes.set(logicalId, readFileSync(join(folder, 'index.cjs')).length);
  }
  return sizes;
}
