import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Loaded, loadSettings, WrongSettings } from './load.ts';

/**
 * Settings from the environment and the `.env` file of the working folder; `fallbacks` hold where neither says anything.
 * @throws WrongSettings
 */
export function readSettings(fallbacks: Readonly<Record<string, string>> = {}): Loaded {
  return loadSettings(process.env, { ...fallbacks, ...readFile() });
}

function readFile(): Record<string, string | undefined> {
  if (!existsSync('.env')) return {};
  try {
    return parseEnv(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync('.env')));
  } catch (error) {
    const { code } = error as { code?: string };
    const reason =
      code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'this account may not' : 'it is no text in UTF-8';
    throw new WrongSettings([{ name: '.env', message: `cannot be read: ${reason}. Mend the file, or take it away` }]);
  }
}
