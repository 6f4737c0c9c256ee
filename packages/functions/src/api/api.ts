import { type Caller, roles } from '@resit/integrity/access/caller';
import { assertMay } from '@resit/integrity/access/permissions';
import { InvalidInput, NotFound, NotSignedIn } from '@resit/integrity/errors';
import { noteOfficer } from '@resit/integrity/use-cases/staff/officers-known';
import { isFault, problemResult, UnsupportedMediaType } from '../problem.ts';
import { fileResult, headerOf, jsonResult, type ProxyEvent, type ProxyResult } from '../proxy.ts';
import { type ApiDeps, type ApiRequest, etagOf, type Route } from './route.ts';

/** A function behind operations of the API document: those of the routes, and no other. */
export function createApi<D extends ApiDeps>(
  routes: readonly Route<D>[],
  deps: D,
): (event: ProxyEvent) => Promise<ProxyResult> {
  const byTemplate: ReadonlyMap<string, Route<D>> = new Map(routes.map((route) => [route.at, route]));
  return async (event) => {
    const { requestId } = event.requestContext;
    try {
      const route = byTemplate.get(`${event.httpMethod} ${event.resource}`);
      if (!route) throw new NotFound('operation');
      const caller = callerOf(event);
      assertMay(caller, route.operation);
      await noteOfficer(deps, caller);
      const reply = await route.handle(deps, requestOf(event, caller));
      if (reply.file) return fileResult(reply.file);
      return jsonResult(
        reply.status ?? 200,
        reply.body,
        reply.version === undefined ? {} : { ETag: etagOf(reply.version) },
      );
    } catch (error) {
      if (isFault(error)) deps.onFault(error, requestId);
      return problemResult(error, requestId);
    }
  };
}

/** @throws NotSignedIn if the gateway did not say who calls */
function callerOf(event: ProxyEvent): Caller {
  const { sub, name, roles: given } = event.requestContext.authorizer ?? {};
  if (typeof sub !== 'string' || sub === '' || typeof name !== 'string' || typeof given !== 'string') {
    throw new NotSignedIn('Sign in, and send the access token as a bearer token.');
  }
  const words = given.split(' ');
  return { sub, name, roles: roles.filter((role) => words.includes(role)) };
}

const texts = (values: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(Object.entries(values ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined));

function requestOf(event: ProxyEvent, caller: Caller): ApiRequest {
  return {
    caller,
    path: texts(event.pathParameters),
    query: texts(event.queryStringParameters),
    body: jsonOf(event),
    ifMatch: headerOf(event, 'if-match'),
  };
}

/** @throws UnsupportedMediaType, InvalidInput */
function jsonOf(event: ProxyEvent): unknown {
  if (event.body === null || event.body === '') return undefined;
  const type = headerOf(event, 'content-type') ?? 'application/json';
  if (!/^application\/(json|[a-z0-9.+-]+\+json)\s*(;|$)/i.test(type.trim())) throw new UnsupportedMediaType();
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InvalidInput(
      [{ pointer: '', code: 'not-json', message: 'Send the body as JSON.' }],
      'The body is not JSON.',
    );
  }
}
