import type { Collector } from '@resit/functions/hosting/tracing/span-export';
import type { Settings } from '../settings/table.ts';

export type CollectorSettings = Pick<Settings, 'otlpEndpoint' | 'otlpHeaders'>;

/** The collector that gets the traces too; undefined: none is set. */
export const collectorOf = ({ otlpEndpoint, otlpHeaders = {} }: CollectorSettings): Collector | undefined =>
  otlpEndpoint === undefined ? undefined : { endpoint: otlpEndpoint, headers: otlpHeaders };
