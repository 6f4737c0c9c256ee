import type { Deps } from '@resit/integrity/ports/deps';
import type { Context } from 'hono';
import type { Assets } from '../assets.ts';

/** What the host gives the Testing Centre. */
export interface TestingCentreOptions {
  deps: Deps;
  /** From `loadAssets`. */
  assets: Assets;
  /** True when the origin is https: cookies are then Secure and carry the `__Host-` prefix. */
  secureCookies: boolean;
  /** How many times faster than real time the workflow's clock runs, when the process is being tried out; absent: 1. */
  clockSpeed?: number;
  /** The network address that a request came from, as the host trusts it; undefined if it cannot tell. */
  clientAddress?: (c: Context) => string | undefined;
  /** Told of faults of ours, for the log: the student sees a page that says sorry. */
  onFault?: (error: unknown, c: Context) => void;
}
