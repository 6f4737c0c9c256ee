/**
 * True if a write comes from a page of ours. Every browser names the origin of a form it posts; one that hides it still
 * says whether it is the same site.
 */
export function isOwnOrigin(headers: Headers, origin: string): boolean {
  const named = headers.get('origin');
  return named === null ? headers.get('sec-fetch-site') === 'same-origin' : named === origin;
}
