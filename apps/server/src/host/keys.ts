import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const keysSchema = z.object({
  shape: z.literal(1),
  /** Hashes of codes and browser bindings are made with it. */
  pepper: z.string().min(32),
  /** The issuer's cookies are signed with the first, checked with any. */
  cookieKeys: z.array(z.string().min(32)).min(1),
  /** Tokens are signed with the first, checked with any. */
  signingKeys: z.array(z.record(z.string(), z.unknown())).min(1),
});

/** Secrets of this installation. They stay in the data folder. */
export type Keys = z.output<typeof keysSchema>;

/** The file with the keys is there and cannot be read as such. */
export class KeysUnreadable extends Error {
  readonly code = 'keys-unreadable';
}

/** Reads the keys, or makes them the first time. @throws KeysUnreadable */
export function openKeys(file: string): Keys {
  if (!existsSync(file)) {
    const keys = makeKeys();
    writeKeys(file, keys);
    return keys;
  }
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new KeysUnreadable(
      `The keys in ${file} cannot be read. Restore the file from a backup; without it all sign-ins and exam sessions end.`,
      { cause },
    );
  }
}

/** In one step, so that a process killed here leaves no half file. */
export function writeKeys(file: string, keys: Keys): void {
  writeFileSync(`${file}.new`, JSON.stringify(keys, null, 2), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** New keys for what is signed from now on; what the latest of the old ones signed is still believed. */
export function rotated(keys: Keys): Keys {
  const made = makeKeys();
  const latest = <T>(of: readonly T[]): T[] => of.slice(0, 1);
  return {
    ...made,
    cookieKeys: [...made.cookieKeys, ...latest(keys.cookieKeys)],
    signingKeys: [...made.signingKeys, ...latest(keys.signingKeys)],
  };
}

export function makeKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('hex');
  return {
    shape: 1,
    pepper: randomBytes(32).toString('hex'),
    cookieKeys: [randomBytes(32).toString('hex')],
    signingKeys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
  };
}
