import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Loaded, loadSettings } from './load.ts';

/**
 * Settings from the environment and the `.env` file of the working folder; `fallbacks` hold where neither says anything.
 * @throws WrongSettings
 */
export function readSettings(fallbacks: Readonly<Record<string, string>> = {}): Loaded {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return loadSettings(process.env, { ...fallbacks, ...file });
}
