import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Loaded, loadSettings } from './load.ts';

/** Settings from the environment and the `.env` file of the working folder. @throws WrongSettings */
export function readSettings(): Loaded {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return loadSettings(process.env, file);
}
