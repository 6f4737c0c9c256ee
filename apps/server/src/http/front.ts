import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Log } from '@resit/functions/hosting/log';
import { xrayTraceId } from '@resit/functions/hosting/tracing/trace-header';
import type { HostTracing } from '@resit/functions/hosting/tracing/tracing';
import type { Clock, Ids } from '@resit/integrity/ports/deps';
import type { Context, Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import { type ClientAddresses, limitKey } from './client-address.ts';
import { hostCheck } from './host-check.ts';
import { incomingRequest } from './incoming-request.ts';
import type { RateLimit } from './rate-limit.ts';
import { securityHeaders } from './security-headers.ts';
import type { Traffic } from './traffic.ts';

export type HostEnv = { Bindings: HttpBindings };

/** What is known of a request before anybody looks at it, and what those who look add for the log. */
export interface RequestFacts {
  requestId: string;
  /** X-Ray's form: `1-<8 hex digits of seconds>-<24 hex digits>`. */
  traceId: string;
  address: string;
  /** What it was for, in words that hold nothing of anybody. */
  route: string;
  sub?: string;
}

export interface FrontOptions {
  origin: string;
  addresses: ClientAddresses;
  limit: RateLimit;
  traffic: Traffic;
  /** `/api/…`. It is served without the app's ways around it: the API is what is asked most. */
  gateway: Gateway;
  /** Everything else but the issuer's protocol endpoints. */
  app: Hono<HostEnv>;
  /** `/oidc/…` but `/oidc/interaction/…`. */
  issuer: ((incoming: IncomingMessage, outgoing: ServerResponse, address: string) => void) | undefined;
  tracing: HostTracing;
  clock: Clock;
  ids: Ids;
  log: Log;
}

const factsByRequest = new WeakMap<IncomingMessage, RequestFacts>();

/** The facts of the request that is being answered. */
export function factsOf(c: Context<HostEnv>): RequestFacts {
  const facts = factsByRequest.get(c.env.incoming);
  if (!facts) throw new RequestUnknown('The request did not come through the front.');
  return facts;
}

/** A programmer's error: a handler was called past the front. */
class RequestUnknown extends Error {
  readonly code = 'request-unknown';
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;
const IDLE_MS = 120_000;

/** The HTTP server: host check, limits, headers and a log line for everything, then whoever is responsible. */
export function createFront(options: FrontOptions): Server {
  const { origin, addresses, limit, traffic, gateway, app, issuer, tracing, clock, ids, log } = options;
  const judge = hostCheck(origin);
  const standing = securityHeaders(origin);
  const toApp = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });

  const serveApi = async (incoming: IncomingMessage, outgoing: ServerResponse, facts: RequestFacts): Promise<void> => {
    try {
      const { answer, operationId, sub } = await gateway.handle(incomingRequest(incoming), facts);
      facts.route = operationId ?? '/api';
      if (sub !== undefined) facts.sub = sub;
      outgoing.statusCode = answer.status;
      for (const [name, value] of Object.entries(answer.headers)) outgoing.setHeader(name, value);
      outgoing.end(answer.body);
    } catch (error) {
      log.error('fault', { requestId: facts.requestId }, error);
      outgoing.destroy();
    }
  };

  const server = createServer((incoming, outgoing) => {
    const startedMs = clock.nowMs();
    const { method = 'GET', url = '/' } = incoming;
    const facts: RequestFacts = {
      requestId: ids.random(100),
      traceId: `1-${Math.floor(startedMs / 1000).toString(16)}-${hex24(ids)}`,
      address: addresses.of(incoming.socket.remoteAddress ?? '', textOf(incoming.headers['x-forwarded-for'])),
      route: isApi(url) ? '/api' : (/^\/[a-z-]{0,20}/u.exec(url)?.[0] ?? 'other'),
    };
    factsByRequest.set(incoming, facts);
    const leave = traffic.enter();
    for (const [name, value] of Object.entries(standing)) outgoing.setHeader(name, value);
    outgoing.setHeader('X-Request-Id', facts.requestId);
    outgoing.on('close', () => {
      leave();
      const { requestId, traceId, route, sub } = facts;
      const status = outgoing.headersSent ? outgoing.statusCode : 499;
      const fields = { requestId, traceId, method, route, status, durationMs: clock.nowMs() - startedMs };
      const level = route === '/health' ? 'debug' : 'info';
      log[level]('request', sub === undefined ? fields : { ...fields, sub });
    });

    const verdict = judge({ host: incoming.headers.host, method, url });
    if (verdict.do === 'redirect') return void outgoing.writeHead(308, { Location: verdict.to }).end();
    if (verdict.do === 'refuse')
      return refuse(outgoing, 421, 'wrong-host', `Resit answers at ${origin} alone.`, facts.requestId);
    const waitSeconds = url === '/health' ? 0 : limit.take(limitKey(facts.address));
    if (waitSeconds > 0) {
      outgoing.setHeader('Retry-After', String(waitSeconds));
      return refuse(outgoing, 429, 'too-many-requests', 'Too many requests from your address.', facts.requestId);
    }
    if (issuer && /^\/oidc(?:[/?]|$)/u.test(url) && !url.startsWith('/oidc/interaction/'))
      return issuer(incoming, outgoing, limitKey(facts.address));
    outgoing.once('finish', () => drop(incoming));
    const serve = (): void => void (isApi(url) ? serveApi(incoming, outgoing, facts) : toApp(incoming, outgoing));
    if (!mayGoOn(method, url)) return serve();
    const header = textOf(incoming.headers['x-amzn-trace-id']);
    const begun = tracing.begin({ name: 'Request', facts: { method }, header });
    if (!begun) return serve();
    facts.traceId = xrayTraceId(begun.traceId);
    outgoing.on('close', () =>
      begun.end({ route: facts.route, ...(outgoing.headersSent ? { status: outgoing.statusCode } : {}) }),
    );
    return begun.run(serve);
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.setTimeout(IDLE_MS);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

/**
 * Drops what nobody has read of a body, so that the next request on the connection is answered too. Left to the listener,
 * the connection closes half a second later, in the middle of that one.
 */
function drop(incoming: IncomingMessage): void {
  if (!incoming.readableEnded) incoming.removeAllListeners('data').resume();
}

function refuse(outgoing: ServerResponse, status: number, code: string, detail: string, instance: string): void {
  const title = status === 421 ? 'Wrong host' : 'Too many requests';
  const problem = { type: `urn:resit:problem:${code}`, title, status, detail, code, instance };
  outgoing.writeHead(status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  outgoing.end(JSON.stringify(problem));
}

/** What only reads, or keeps an answer as a student goes along, makes no incident go on: it is not followed. */
const mayGoOn = (method: string, url: string): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && !/^\/exam\/[^/?]*\/question/u.test(url);
const isApi = (url: string): boolean => url.startsWith('/api/') || url === '/api' || url.startsWith('/api?');
const hex24 = (ids: Ids): string => ids.code(24, '0123456789abcdef');
const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value;
