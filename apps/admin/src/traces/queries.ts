import { queryOptions } from '@tanstack/react-query';
import { type Api, dataOf } from '../api/client.ts';

/** What was done about an incident, newest first. */
export const tracesOf = (api: Api, incidentId: string) =>
  queryOptions({
    queryKey: ['traces', incidentId],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/incident/{incidentId}/traces', { params: { path: { incidentId } }, signal })),
    refetchInterval: 10_000,
  });
