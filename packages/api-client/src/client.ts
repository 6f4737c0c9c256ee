import createOpenApiClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/schema.ts';
import { ApiProblem, problemOf } from './problem.ts';

/** A client of every operation, by path. */
export type ApiClient = Client<paths>;

export interface ApiClientOptions {
  /** Where the API is, e.g. `/api` or `https://resit.example.edu/api`. */
  baseUrl: string;
  /** The access token of now, or undefined when nobody is signed in; called at every request, so that it may renew. */
  bearer(): Promise<string | undefined> | string | undefined;
  /** For tests and for hosts that have a fetch of their own. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client of every operation in the API document. A call answers `{ data, response }`; whatever is not a success is
 * thrown.
 * @throws ApiProblem the server refused, or could not be reached (`code` is then `unreachable`, status 0)
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const client = createOpenApiClient<paths>({
    baseUrl: options.baseUrl,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  client.use({
    async onRequest({ request }) {
      const token = await options.bearer();
      if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw await problemOf(response);
    },
    onError({ error }) {
      if (error instanceof ApiProblem || (error instanceof DOMException && error.name === 'AbortError')) return;
      return new ApiProblem(
        {
          type: 'urn:resit:problem:unreachable',
          title: 'Unreachable',
          status: 0,
          code: 'unreachable',
          detail: 'The server could not be reached. Check your connection and try again.',
        },
        { cause: error },
      );
    },
  });
  return client;
}
