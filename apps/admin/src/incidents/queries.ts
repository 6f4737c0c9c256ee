import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, dataOf } from '../api/client.ts';
import { hasEnded } from '../format/status-words.ts';
import { type IncidentFilters, requestOf, searchFromFilters } from './filters.ts';

/** How often a page that somebody looks at asks again. */
const watchMs = 3_000;
const listMs = 10_000;

export const incidentList = (api: Api, filters: IncidentFilters, zone: string, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['incidents', searchFromFilters(filters).toString(), limit],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/incident', {
          params: { query: { ...requestOf(filters, zone), limit, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: listMs,
  });

/** One incident, watched: every second until it is stored, then while it may still change. */
export const incidentDetail = (api: Api, incidentId: string) =>
  queryOptions({
    queryKey: ['incident', incidentId],
    queryFn: ({ signal }) => dataOf(api.GET('/incident/{incidentId}', { params: { path: { incidentId } }, signal })),
    refetchInterval: ({ state }) => {
      if (state.error) return false;
      if (state.data?.status === 'registering') return 700;
      return state.data && hasEnded(state.data.status) ? 15_000 : watchMs;
    },
  });
