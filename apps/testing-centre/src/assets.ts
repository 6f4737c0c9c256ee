import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { iconOf } from './icon.ts';
import { ACCENT, AccentUnusable, accentStyles } from './theme.ts';

/** One file that pages load. Its path holds a hash of its content, so browsers may keep it for good. */
export interface Asset {
  path: string;
  mediaType: string;
  body: string;
}

export interface Assets {
  styles: Asset;
  script: Asset;
  /** What the browser's tab shows. */
  icon: Asset;
}

/** The built files are not where they should be: `npm run build:assets` in `apps/testing-centre` makes them. */
export class AssetsMissing extends Error {
  readonly code = 'assets-missing';
  constructor(dir: string, cause: unknown) {
    super(`The Testing Centre's styles and script are not in ${dir}. Build them first: npm run build.`, { cause });
  }
}

/**
 * Reads the built style sheet and script; `accent` is the institution's colour, like #0b5a63, if it has set one.
 * @throws AssetsMissing, AccentUnusable
 */
export async function loadAssets(dir: string, accent?: string): Promise<Assets> {
  try {
    const [styles, script] = await Promise.all([
      readFile(join(dir, 'exam.css'), 'utf8'),
      readFile(join(dir, 'exam.js'), 'utf8'),
    ]);
    return assetsFrom(accent === undefined ? styles : `${styles}\n${accentStyles(accent)}`, script, accent);
  } catch (cause) {
    if (cause instanceof AccentUnusable) throw cause;
    throw new AssetsMissing(dir, cause);
  }
}

/** Assets from their text, and the icon in the accent. @throws AccentUnusable */
export function assetsFrom(styles: string, script: string, accent: string = ACCENT): Assets {
  return {
    styles: asset('exam', 'css', 'text/css; charset=utf-8', styles),
    script: asset('exam', 'js', 'text/javascript; charset=utf-8', script),
    icon: asset('icon', 'svg', 'image/svg+xml', iconOf(accent)),
  };
}

function asset(name: string, extension: string, mediaType: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path: `/exam-assets/${name}.${hash}.${extension}`, mediaType, body };
}
