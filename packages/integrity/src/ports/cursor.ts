import { InvalidInput } from '../errors.ts';

/** A place in an index after which the next page begins. */
export interface CursorPlace {
  sort: string;
  id: string;
}

export const encodeCursor = (place: CursorPlace): string =>
  Buffer.from(JSON.stringify([place.sort, place.id])).toString('base64url');

/** @throws InvalidInput when the text did not come from `encodeCursor` */
export function decodeCursor(cursor: string): CursorPlace {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && typeof parts[0] === 'string' && typeof parts[1] === 'string') {
      return { sort: parts[0], id: parts[1] };
    }
  } catch {
    // falls through to the one answer for every cursor that is not ours
  }
  throw new InvalidInput([
    {
      pointer: '/cursor',
      code: 'not-a-cursor',
      message: 'Use the cursor of the page before, or none for the first page.',
    },
  ]);
}
