import { ApiError } from './errors.ts';
import { integer, text } from './shape.ts';

/** The members that listings take. */
export const pageMembers = { maxResults: integer(0, 1000), nextToken: text({ min: 1, max: 1024 }) };

/** ListExecutions takes longer tokens than the rest. */
export const longPageMembers = { maxResults: integer(0, 1000), nextToken: text({ min: 1, max: 3096 }) };

const PAGE_SIZE = 100;

/** How many results a page has: AWS's default where the caller says nothing or 0. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? PAGE_SIZE : maxResults;
}

/** Where the page before ended, from its token. Throws ApiError (InvalidToken). */
export function positionOf(nextToken: string | undefined): number | undefined {
  if (nextToken === undefined) return undefined;
  const [version, position] = decode(nextToken);
  if (version !== 1 || typeof position !== 'number' || !Number.isSafeInteger(position) || position < 0) {
    throw new ApiError('InvalidToken', `Invalid Token: 'Invalid token'`);
  }
  return position;
}

/** The token with which the page after this position is asked for. */
export function tokenFor(position: number): string {
  return Buffer.from(JSON.stringify([1, position])).toString('base64url');
}

/** One page of a list that is in memory. */
export function pageOf<T>(
  all: readonly T[],
  request: { readonly maxResults?: number; readonly nextToken?: string },
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = positionOf(request.nextToken) ?? 0;
  const end = start + pageSize(request.maxResults);
  return { page: all.slice(start, end), nextToken: end < all.length ? tokenFor(end) : undefined };
}

function decode(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
