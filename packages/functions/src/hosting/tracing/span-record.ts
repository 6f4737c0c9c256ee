import type { SpanFacts } from '@resit/integrity/ports/tracing';

/** Where a span stands: 32 and 16 hexadecimal digits. */
export interface SpanPlace {
  traceId: string;
  spanId: string;
}

/** A span that has ended. */
export interface SpanRecord extends SpanPlace {
  /** Absent for the first span of a trace. */
  parentId?: string;
  /** Whether the parent ended, or will end, elsewhere: in another process, or in what left the work behind. */
  parentIsRemote: boolean;
  name: string;
  /** Epoch milliseconds, with fractions. */
  startedMs: number;
  durationMs: number;
  facts: SpanFacts;
  links: SpanPlace[];
}

/** Takes spans as they end; must be quick and must not throw. */
export type TakeSpan = (span: SpanRecord) => void;

type FactName = keyof SpanFacts;
const texts: Readonly<Partial<Record<FactName, RegExp>>> = {
  incidentId: /^[a-z0-9-]{1,80}$/u,
  itemKind: /^[a-zA-Z]{1,30}$/u,
  method: /^[A-Z]{1,10}$/u,
  route: /^\/?[a-zA-Z-]{1,60}$/u,
  functionName: /^[a-zA-Z]{1,60}$/u,
  error: /^[a-zA-Z][a-zA-Z0-9.]{0,63}$/u,
};
const numbers: ReadonlySet<string> = new Set<FactName>(['count', 'status', 'attempt']);

/** What of the facts may be told: known names, and values of a form that holds nothing of anybody. */
export function tellable(facts: Readonly<Record<string, unknown>>): SpanFacts {
  const told: Record<string, string | number> = {};
  for (const name in facts) {
    const value = facts[name];
    if (
      typeof value === 'number' ? numbers.has(name) : typeof value === 'string' && texts[name as FactName]?.test(value)
    )
      told[name] = value as string | number;
  }
  return told;
}
