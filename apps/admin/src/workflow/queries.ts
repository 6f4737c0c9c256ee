import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Api, dataOf } from '../api/client.ts';

const watchMs = 2_000;

interface Execution {
  incidentId: string;
  executionName: string;
}

/** The executions of an incident, oldest first. */
export const executionList = (api: Api, incidentId: string) =>
  queryOptions({
    queryKey: ['executions', incidentId],
    queryFn: async ({ signal }) => {
      const list = await dataOf(
        api.GET('/incident/{incidentId}/executions', { params: { path: { incidentId } }, signal }),
      );
      return list.items;
    },
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'RUNNING') ? watchMs : 15_000),
  });

/** What an execution runs: it never changes while it does. */
export const definitionOf = (api: Api, { incidentId, executionName }: Execution) =>
  queryOptions({
    queryKey: ['definition', incidentId, executionName],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/incident/{incidentId}/executions/{executionName}/definition', {
          params: { path: { incidentId, executionName } },
          signal,
        }),
      ),
  });

/** Every state that an execution entered; followed while it runs. */
export const visitsOf = (api: Api, { incidentId, executionName }: Execution, running: boolean) =>
  queryOptions({
    queryKey: ['visits', incidentId, executionName],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/incident/{incidentId}/executions/{executionName}/states', {
          params: { path: { incidentId, executionName } },
          signal,
        }),
      ),
    refetchInterval: running ? watchMs : false,
  });

/** The event history, newest first. */
export const historyOf = (api: Api, { incidentId, executionName }: Execution, running: boolean) =>
  infiniteQueryOptions({
    queryKey: ['history', incidentId, executionName],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/incident/{incidentId}/executions/{executionName}/history', {
          params: {
            path: { incidentId, executionName },
            query: { reverse: true, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: running ? 2 * watchMs : false,
  });
