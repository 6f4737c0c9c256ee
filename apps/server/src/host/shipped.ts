import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readShippedFrom, type Shipped } from '@resit/functions/hosting/shipped';

/** The repository's root, from the sources as from what is built of them. */
export const rootFolder: string = fileURLToPath(new URL('../../../../', import.meta.url));

/** What ships under `workflow/`. @throws ShippedFileUnusable, TemplateInvalid */
export const readShipped = (): Shipped => readShippedFrom(join(rootFolder, 'workflow'));
