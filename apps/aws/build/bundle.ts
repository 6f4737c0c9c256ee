import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Shipped } from '@resit/functions/hosting/shipped';
import { build, type Metafile, type Plugin } from 'esbuild';
import { QUESTIONS_FILE, SHIPPED_FILE, type ShippedContent } from '../src/shipped-content.ts';
import type { BuiltFunction } from './functions.ts';

/** The bundler does not tell of a bundle that it was to make. */
export class BundleUnknown extends Error {
  override readonly name = 'BundleUnknown';
  readonly code = 'bundle-unknown';
}

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

/** What a bundle came to. */
export interface Bundled {
  bytes: number;
  /** Packages of which something is in it. */
  packages: ReadonlySet<string>;
}

/** Bundles as Lambda loads them: one module, libraries in it, nothing to resolve. By logical id. */
export async function bundle({
  functions,
  outFolder,
  mapsFolder,
  shipped,
  assetsFolder,
}: BundleOptions): Promise<Map<string, Bundled>> {
  for (const folder of [outFolder, mapsFolder]) rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
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
    metafile: true,
    legalComments: 'none',
    plugins: [zodByParts],
    logLevel: 'warning',
  });
  const content: ShippedContent = { templates: shipped.templates, topics: shipped.topics };
  const bundles = new Map<string, Bundled>();
  mkdirSync(mapsFolder, { recursive: true });
  for (const { logicalId, beside } of functions) {
    const folder = join(outFolder, logicalId);
    renameSync(join(folder, 'index.cjs.map'), join(mapsFolder, `${logicalId}.cjs.map`));
    if (beside.includes('shipped')) writeFileSync(join(folder, SHIPPED_FILE), JSON.stringify(content));
    if (beside.includes('questions')) writeFileSync(join(folder, QUESTIONS_FILE), JSON.stringify(shipped.questions));
    if (beside.includes('assets')) cpSync(assetsFolder, join(folder, 'assets'), { recursive: true });
    const file = join(folder, 'index.cjs');
    bundles.set(logicalId, { bytes: readFileSync(file).length, packages: packagesIn(metafile, file) });
  }
  return bundles;
}

/** @throws BundleUnknown */
function packagesIn({ outputs }: Metafile, file: string): ReadonlySet<string> {
  const output = Object.entries(outputs).find(([path]) => resolve(path) === resolve(file))?.[1];
  if (!output) throw new BundleUnknown(`Nothing was bundled as ${file}.`);
  const names = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1];
    return name === undefined || bytesInOutput === 0 ? [] : [name];
  });
  return new Set(names);
}
