/**
 * Everything that a span may say beside its name. What is not here cannot be said: no name, address, answer, code or token
 * has a place.
 */
export interface SpanFacts {
  incidentId?: string;
  /** Kind of the items that were read or written. */
  itemKind?: string;
  /** How many. */
  count?: number;
  method?: string;
  /** The operation, or the first part of the path; never the path itself. */
  route?: string;
  status?: number;
  functionName?: string;
  /** 0 for the first try. */
  attempt?: number;
  /** Name of what was thrown. */
  error?: string;
}

/** A piece of work that one may want to see later, with how long it took. */
export interface TracedWork {
  /** A few fixed words. */
  name: string;
  facts?: SpanFacts;
}

/** Work that another piece of work left behind, in an item or with a service. */
export interface ResumedWork extends TracedWork {
  /** What `header` gave when it was left. Where there is none, the work is not traced. */
  header: string | undefined;
  /** The same of what went before that, days ago perhaps: a trace of its own, to be linked. */
  previous?: string | undefined;
}

/** Follows work over functions, services and days. */
export interface Tracing {
  /** For whoever takes up what is left behind now, in the form of X-Amzn-Trace-Id; undefined while nothing is traced. */
  header(): string | undefined;
  /** Says more of what is under way. */
  note(facts: SpanFacts): void;
  /** Runs a part of what is under way; nothing is recorded while nothing is traced. */
  within<T>(work: TracedWork, run: () => Promise<T>): Promise<T>;
  /** Takes up what was left behind. */
  resume<T>(work: ResumedWork, run: () => Promise<T>): Promise<T>;
}

/** Takes up what was left behind, traced where that is done. */
export const resumed = <T>(tracing: Tracing | undefined, work: ResumedWork, run: () => Promise<T>): Promise<T> =>
  tracing ? tracing.resume(work, run) : run();
