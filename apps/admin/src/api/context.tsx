import type { components, operations } from '@resit/api-client/generated/schema';
import { createContext, use } from 'react';
import type { Session } from '../auth/session.ts';
import type { Api } from './client.ts';

export type Schemas = components['schemas'];
/** Name of an operation of the API document; what the caller may call is a list of them. */
export type OperationId = keyof operations;

/** What every page stands on, loaded before the first one is shown. */
export interface Site {
  api: Api;
  session: Session;
  me: Schemas['Me'];
  settings: Schemas['SiteSettings'];
  /** Milliseconds of this browser's clock at which `settings` was read: the process's time goes on from there. */
  settingsReadMs: number;
}

export const SiteContext = createContext<Site | undefined>(undefined);

/** A page was rendered outside the site; a fault of ours. */
class NoSite extends Error {
  readonly code = 'no-site';
}

export function useSite(): Site {
  const site = use(SiteContext);
  if (!site) throw new NoSite('Pages stand inside the site.');
  return site;
}

export const useApi = (): Api => useSite().api;
