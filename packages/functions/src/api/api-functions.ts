import type { ProxyEvent, ProxyResult } from '../proxy.ts';
import { createApi } from './api.ts';
import { type EvidenceApiDeps, evidenceRoutes } from './evidence.ts';
import { importRoutes } from './import-routes.ts';
import type { ImportApiDeps } from './imports.ts';
import { apiRoutes } from './routes.ts';

/** The functions of the API by the name that the document's integrations give them. */
export type ApiFunctions = Readonly<
  Record<'ApiFunction' | 'ImportFunction' | 'EvidenceFunction', (event: ProxyEvent) => Promise<ProxyResult>>
>;

/** All of them in one process, where nothing is gained by keeping their libraries apart. */
export const createApiFunctions = (deps: EvidenceApiDeps & ImportApiDeps): ApiFunctions => ({
  ApiFunction: createApi(apiRoutes, deps),
  ImportFunction: createApi(importRoutes, deps),
  EvidenceFunction: createApi(evidenceRoutes, deps),
});
