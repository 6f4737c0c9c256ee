import { ApiError } from './errors.ts';
import { list, required, structure, text } from './shape.ts';

const TAGS_MAX = 50;

export const tagsMember = list(
  structure({ key: required(text({ min: 1, max: 128 })), value: required(text({ max: 256 })) }),
);

/** Tags by key. Throws ApiError (TooManyTags). */
export function tagsOf(
  tags: readonly { readonly key: string; readonly value: string }[],
  current: Readonly<Record<string, string>> = {},
  resourceName = '',
): Readonly<Record<string, string>> {
  const merged = { ...current, ...Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  if (Object.keys(merged).length > TAGS_MAX) {
    throw new ApiError('TooManyTags', `A resource can have ${TAGS_MAX} tags at most`, { members: { resourceName } });
  }
  return merged;
}
