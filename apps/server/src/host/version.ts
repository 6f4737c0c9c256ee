import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { rootFolder } from './shipped.ts';

/** The product's version, from its package. */
export const productVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8'))).version;
