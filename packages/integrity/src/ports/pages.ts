import type { IndexOf } from './indexes.ts';
import type { Items, Kind, Query, Repository } from './repository.ts';

type Whole = Omit<Query, 'cursor' | 'limit'>;

/** As many as the port gives at once. */
const PAGE_MAX = 1000;

/** All that a query finds, page by page. What is written meanwhile may be seen or not; what stays where it is, is seen once. */
export async function* pagesOf<K extends Kind>(
  repository: Pick<Repository, 'query'>,
  kind: K,
  index: IndexOf<K>,
  query: Whole,
): AsyncGenerator<Items[K][]> {
  let cursor: string | undefined;
  do {
    const asked = { ...query, limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const page = await repository.query(kind, index, asked);
    yield page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** All that a query finds, at once: for what is known to be few enough to be held. */
export async function allItems<K extends Kind>(
  repository: Pick<Repository, 'query'>,
  kind: K,
  index: IndexOf<K>,
  query: Whole,
): Promise<Items[K][]> {
  const items: Items[K][] = [];
  for await (const page of pagesOf(repository, kind, index, query)) items.push(...page);
  return items;
}
