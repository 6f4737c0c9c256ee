import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A folder of built files, read once and kept in memory, compressed at the first asking. */
export interface StaticSite {
  /** Undefined where there is no such file. `path` has no slash at its beginning. */
  file(
    path: string,
    accepts: { encoding: string | undefined; etag: string | undefined },
  ): Promise<Response> | undefined;
}

/** The built files are not where they should be. */
export class SiteMissing extends Error {
  readonly code = 'site-missing';
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const compressible = /^(text\/|application\/|image\/svg)/u;
const COMPRESS_BYTES_MIN = 1024;
const BROTLI_QUALITY = 5;

/** @throws SiteMissing if there is no index.html in the folder */
export function openStaticSite(folder: string): StaticSite {
  const files = new Map<string, ReturnType<typeof staticFile>>();
  for (const path of list(folder)) {
    const name = relative(folder, path).split(sep).join('/');
    if (!name.startsWith('.')) files.set(name, staticFile(name, readFileSync(path)));
  }
  if (!files.has('index.html')) throw new SiteMissing(`There is no built site in ${folder}: run npm run build.`);
  return { file: (path, accepts) => files.get(path)?.(accepts) };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function staticFile(name: string, body: Buffer) {
  const type = mediaTypes[extname(name)] ?? 'application/octet-stream';
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
  // Files under assets/ carry a hash of their content in their names.
  const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  const compressed = new Map<string, Promise<Buffer>>();
  const compress = (encoding: 'br' | 'gzip') => {
    const known = compressed.get(encoding) ?? pack(body, encoding);
    compressed.set(encoding, known);
    return known;
  };
  return async (accepts: { encoding: string | undefined; etag: string | undefined }): Promise<Response> => {
    const headers = new Headers({ 'Content-Type': type, 'Cache-Control': cache, ETag: etag, Vary: 'Accept-Encoding' });
    if (accepts.etag === etag) return new Response(null, { status: 304, headers });
    const encoding = body.length < COMPRESS_BYTES_MIN || !compressible.test(type) ? undefined : pick(accepts.encoding);
    if (encoding === undefined) return new Response(new Uint8Array(body), { headers });
    headers.set('Content-Encoding', encoding);
    return new Response(new Uint8Array(await compress(encoding)), { headers });
  };
}

const pick = (accepted = ''): 'br' | 'gzip' | undefined =>
  /\bbr\b/u.test(accepted) ? 'br' : /\bgzip\b/u.test(accepted) ? 'gzip' : undefined;

const pack = (body: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> =>
  encoding === 'gzip'
    ? promisify(gzip)(body)
    : promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
