import { type ApiClient, createApiClient } from '@resit/api-client/client';
import { ApiProblem } from '@resit/api-client/problem';
import type { Session } from '../auth/session.ts';

export type Api = ApiClient;

/**
 * The API with the session's bearer token. A token that ran out is renewed once, in silence, and the request repeated;
 * `onEnded` hears of it when the issuer gives no new one.
 */
export function createApi(session: Session, onEnded: () => void): Api {
  return createApiClient({
    baseUrl: `${location.origin}/api`,
    bearer: () => session.accessToken(),
    fetch: async (request) => {
      const again = request.clone();
      const answer = await fetch(request);
      if (answer.status !== 401) return answer;
      if (!(await session.renew())) {
        onEnded();
        return answer;
      }
      again.headers.set('Authorization', `Bearer ${session.accessToken()}`);
      return fetch(again);
    },
  });
}

/** The server said that it succeeded and sent nothing to show; a fault of ours. */
class NoData extends Error {
  readonly code = 'no-data';
}

interface Answered<T> {
  data?: T;
  response: Response;
}

/** The data of an answer. @throws ApiProblem for every outcome but success */
export async function dataOf<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, response } = await call;
  if (data === undefined) throw new NoData(`An answer ${response.status} without data.`);
  return data;
}

/** The data with the version to send as If-Match when it is edited. @throws ApiProblem */
export async function taggedDataOf<T>(call: Promise<Answered<T>>): Promise<{ data: T; etag: string | undefined }> {
  const answer = await call;
  return { data: await dataOf(Promise.resolve(answer)), etag: answer.response.headers.get('etag') ?? undefined };
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;
