import { join } from 'node:path';
import type { Log } from '@resit/functions/hosting/log';
import { openStaticSite, SiteMissing, type StaticSite } from '../http/static-site.ts';
import { rootFolder } from './shipped.ts';

/** The built Admin site; without it everything else still runs. */
export function openAdminSite(log: Log): StaticSite | undefined {
  try {
    return openStaticSite(join(rootFolder, 'apps/admin/dist'));
  } catch (error) {
    if (!(error instanceof SiteMissing)) throw error;
    log.warn('no admin site', {}, error);
    return undefined;
  }
}

export const testingCentreAssets: string = join(rootFolder, 'apps/testing-centre/dist/assets');
