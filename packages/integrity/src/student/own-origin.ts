/** What a browser says of where a write comes from. */
export interface OriginHeaders {
  origin: string | undefined;
  secFetchSite: string | undefined;
}

/**
 * True if a write comes from a page of ours. Every browser names the origin of a form that it posts; one that hides it
 * still says whether it is the same.
 */
export function isOwnOrigin({ origin, secFetchSite }: OriginHeaders, ourOrigin: string): boolean {
  return origin === undefined ? secFetchSite === 'same-origin' : origin === ourOrigin;
}
