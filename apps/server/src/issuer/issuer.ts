import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Log } from '@resit/functions/hosting/log';
import type { Clock } from '@resit/integrity/ports/deps';
import type { Repository } from '@resit/integrity/ports/repository';
import type { PasswordCost } from '@resit/integrity/staff/password';
import type { Context, Hono } from 'hono';
import type { Keys } from '../host/keys.ts';
import { hostPagePolicy, type PageFrame } from '../http/page.ts';
import { rateLimit } from '../http/rate-limit.ts';
import { interactionRoutes } from './interactions.ts';
import { openIssuerStore } from './issuer-store.ts';
import { signInFailedPage } from './pages.ts';
import { createProvider } from './provider.ts';
import { createSignIn } from './sign-in.ts';
import { type VerifyToken, verifyOwnTokens } from './verify.ts';

export interface IssuerOptions {
  origin: string;
  file: string;
  repository: Repository;
  clock: Clock;
  /** Cost of new password hashes; what is safe, if absent. */
  passwordCost?: PasswordCost | undefined;
  keys: Keys;
  frame: PageFrame;
  signOutScriptPath: string;
  log: Log;
  clientAddress(c: Context<{ Bindings: HttpBindings }>): string;
}

/** The built-in issuer under `/oidc`. */
export interface Issuer {
  /** The protocol's own endpoints; the request's url begins with `/oidc`. `address` is what limits know the caller by. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse, address: string): void;
  /** `/oidc/interaction/…` */
  pages: Hono<{ Bindings: HttpBindings }>;
  verify: VerifyToken;
  close(): void;
}

/** Wrong passwords from one address, so that nobody goes through many names; each account has its own wait besides. */
const WRONG_PER_MINUTE = 20;
const WRONG_AT_ONCE = 60;
/** Sign-ins begun from one address. Each is kept for an hour; a campus that renews its sign-ins stays well below. */
const BEGUN_PER_MINUTE = 600;
const PREFIX = '/oidc';
const PURGE_MS = 3_600_000;

export async function createIssuer(options: IssuerOptions): Promise<Issuer> {
  const { origin, repository, clock, keys, frame, log } = options;
  const store = openIssuerStore(options.file, clock);
  const provider = createProvider({ ...options, store });
  const begun = rateLimit({ perMinute: BEGUN_PER_MINUTE, burst: BEGUN_PER_MINUTE, clock });
  const callback = provider.callback();
  const { protocol, host } = new URL(origin);
  const purging = setInterval(() => store.purge(), PURGE_MS);
  purging.unref();
  return {
    handle(incoming, outgoing, address) {
      const waitSeconds = /^\/oidc\/auth(?:\?|$)/u.test(incoming.url ?? '') ? begun.take(address) : 0;
      if (waitSeconds > 0) return void refuseBegun(outgoing, frame, waitSeconds);
      const request = incoming as IncomingMessage & { originalUrl?: string };
      request.originalUrl = request.url ?? '';
      request.url = request.originalUrl.slice(PREFIX.length) || '/';
      // The issuer builds its addresses from the origin that is set, whatever a caller says.
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      request.headers['x-forwarded-host'] = host;
      delete request.headers['x-forwarded-for'];
      withoutCors(outgoing);
      // Its pages are forms that send themselves; it adds the hash of their script to this policy.
      outgoing.setHeader('Content-Security-Policy', hostPagePolicy);
      void callback(request, outgoing);
    },
    pages: interactionRoutes({
      provider,
      signIn: createSignIn({ repository, clock, passwordCost: options.passwordCost }),
      frame,
      origin,
      clock,
      log,
      limit: rateLimit({ perMinute: WRONG_PER_MINUTE, burst: WRONG_AT_ONCE, clock }),
      clientAddress: options.clientAddress,
    }),
    verify: await verifyOwnTokens(origin, keys, repository),
    close() {
      clearInterval(purging);
      store.close();
    },
  };
}

async function refuseBegun(outgoing: ServerResponse, frame: PageFrame, waitSeconds: number): Promise<void> {
  const page = await signInFailedPage(
    frame,
    'Too many sign-ins were begun from your network. Wait a minute, then try again.',
  );
  outgoing.writeHead(429, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': hostPagePolicy,
    'Cache-Control': 'no-store',
    'Retry-After': String(waitSeconds),
  });
  outgoing.end(String(page));
}

/** The protocol opens some of its endpoints to scripts of every site. Ours are for this origin alone. */
function withoutCors(outgoing: ServerResponse): void {
  const setHeader = outgoing.setHeader.bind(outgoing);
  outgoing.setHeader = (name, value) =>
    name.toLowerCase().startsWith('access-control-') ? outgoing : setHeader(name, value);
}
