import { describe, expect, it } from 'vitest';
import { createApiClient } from './client.ts';
import { ApiProblem } from './problem.ts';

const answering = (answer: (request: Request) => Response | Promise<Response>, token: string | undefined = 't0ken') => {
  const requests: Request[] = [];
  const client = createApiClient({
    baseUrl: 'http://localhost/api',
    bearer: () => token,
    fetch: async (request) => {
      requests.push(request);
      return answer(request);
    },
  });
  return { client, requests };
};

describe('createApiClient', () => {
  it('sends the bearer token and fills path parameters in', async () => {
    const { client, requests } = answering(() => Response.json({ id: 'a b' }));
    await client.GET('/incident/{incidentId}', { params: { path: { incidentId: 'a b' } } });
    expect(requests[0]?.url).toBe('http://localhost/api/incident/a%20b');
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer t0ken');
  });

  it('sends no Authorization header when nobody is signed in', async () => {
    const requests: Request[] = [];
    const client = createApiClient({
      baseUrl: 'http://localhost/api',
      bearer: () => undefined,
      fetch: async (request) => {
        requests.push(request);
        return Response.json({});
      },
    });
    await client.GET('/me');
    expect(requests[0]?.headers.has('authorization')).toBe(false);
  });

  it('throws problem details with their fields', async () => {
    const { client } = answering(() =>
      Response.json(
        {
          type: 'urn:resit:problem:invalid-input',
          title: 'Invalid input',
          status: 400,
          code: 'invalid-input',
          detail: 'Some fields need your attention.',
          errors: [{ pointer: '/student/email', code: 'format', message: 'Enter a mail address.' }],
        },
        { status: 400, headers: { 'content-type': 'application/problem+json' } },
      ),
    );
    const error = await client.GET('/me').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ code: 'invalid-input', status: 400, message: 'Some fields need your attention.' });
    expect((error as ApiProblem).fieldMessage('/student/email')).toBe('Enter a mail address.');
    expect((error as ApiProblem).fieldMessage('/student/name')).toBeUndefined();
  });

  it('throws a problem for an answer that holds no problem details', async () => {
    const { client } = answering(
      () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Retry-After': '7' } }),
    );
    const error = await client.GET('/me').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unknown', status: 502, retryAfterSeconds: 7 });
  });

  it('throws `unreachable` when there is no answer', async () => {
    const { client } = answering(() => Promise.reject(new TypeError('fetch failed')));
    const error = await client.GET('/me').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ApiProblem', code: 'unreachable', status: 0 });
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });
});
