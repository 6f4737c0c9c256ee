import type { ApiDeps } from '@resit/functions/api/route';
import { type Granted, openDeps } from './deps.ts';
import { onFault } from './function-log.ts';
import { tracesAddress } from './tracing/traces-address.ts';

/** Adapters for a function of the API. @throws EnvironmentUnusable */
export function openApiDeps(granted: Granted = {}): ApiDeps {
  const elsewhere = (incidentId: string): string => tracesAddress(process.env.AWS_REGION ?? '', incidentId);
  const api = { clockSpeed: 1, onFault, traces: { kind: 'elsewhere' as const, addressOf: elsewhere } };
  // Into the same object: a copy would lose what tells that something was not granted.
  return Object.assign(openDeps(granted), api);
}
