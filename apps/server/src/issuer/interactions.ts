import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Log } from '@resit/functions/hosting/log';
import type { Clock } from '@resit/integrity/ports/deps';
import type { StaffAccount } from '@resit/integrity/staff/staff';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type Provider from 'oidc-provider';
import { hostPagePolicy, type PageFrame } from '../http/page.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { choosePasswordPage, type Mistake, signInFailedPage, signInPage } from './pages.ts';
import { BROWSER_DAYS, type SignIn } from './sign-in.ts';

type Env = { Bindings: HttpBindings };

export interface InteractionDeps {
  provider: Provider;
  signIn: SignIn;
  frame: PageFrame;
  origin: string;
  clock: Clock;
  log: Log;
  /** Wrong tries by network address, so that nobody goes through many names. */
  limit: RateLimit;
  clientAddress(c: Context<Env>): string;
}

const CHANGE_MS_MAX = 15 * 60_000;
/** A form with a user name and two passwords. */
const BODY_BYTES_MAX = 16 * 1024;
const refused = 'The user name or the password is not right.';
const over = 'This sign-in took too long, or it began in another window. Nothing was changed.';

/** `/oidc/interaction/{uid}`: the pages between the Admin site and its tokens. */
export function interactionRoutes(deps: InteractionDeps): Hono<Env> {
  const { provider, signIn, frame, clock, log } = deps;
  /** Who gave a right one-time password in which interaction, and has yet to choose their own. */
  const changing = new Map<string, { account: StaffAccount; sinceMs: number }>();
  const secure = deps.origin.startsWith('https:');
  const browserCookie = `${secure ? '__Host-' : ''}resit-staff-browser`;
  const app = new Hono<Env>();

  const page = (c: Context<Env>, body: ReturnType<typeof signInPage>, status: ContentfulStatusCode = 200) => {
    c.header('Content-Security-Policy', hostPagePolicy);
    c.header('Cache-Control', 'no-store');
    return c.html(body, status);
  };
  const pathOf = (uid: string) => `/oidc/interaction/${uid}`;
  const form = (c: Context<Env>, uid: string, username = '', mistake?: Mistake, status: ContentfulStatusCode = 200) =>
    page(c, signInPage(frame, `${pathOf(uid)}/sign-in`, username, mistake), status);

  async function finish(c: Context<Env>, accountId: string): Promise<Response> {
    const { incoming, outgoing } = c.env;
    const browser = getCookie(c, browserCookie) ?? randomBytes(20).toString('base64url');
    await signIn.remember(accountId, browser);
    setCookie(c, browserCookie, browser, {
      path: '/',
      secure,
      httpOnly: true,
      sameSite: 'Strict',
      maxAge: BROWSER_DAYS * 86_400,
    });
    const result = { login: { accountId, amr: ['pwd'], remember: false } };
    return c.redirect(
      await provider.interactionResult(incoming, outgoing, result, { mergeWithLastSubmission: false }),
      303,
    );
  }

  /** Writes come from our own pages: the browser says so, and the interaction's cookie is there. */
  app.use(async (c, next) => {
    const origin = c.req.header('origin');
    if (c.req.method === 'POST' && origin !== deps.origin)
      return page(c, signInFailedPage(frame, 'This form came from another site.'), 403);
    return next();
  });

  app.use(
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: (c) => page(c as Context<Env>, signInFailedPage(frame, 'That was too long to be a sign-in.'), 413),
    }),
  );

  app.get('/:uid', async (c) => {
    const { uid } = await provider.interactionDetails(c.env.incoming, c.env.outgoing);
    return uid === c.req.param('uid') ? form(c, uid) : page(c, signInFailedPage(frame, over), 400);
  });

  app.post('/:uid/sign-in', async (c) => {
    const { uid } = await provider.interactionDetails(c.env.incoming, c.env.outgoing);
    const fields = await c.req.parseBody();
    const [username, password] = [text(fields.username), text(fields.password)];
    const address = deps.clientAddress(c);
    // Taken before the password is looked at, so that tries at the same time cannot share one.
    const waitSeconds = deps.limit.take(address);
    const result =
      waitSeconds > 0
        ? ({ outcome: 'wait', seconds: waitSeconds } as const)
        : await signIn.signIn(username, password, getCookie(c, browserCookie));
    if (result.outcome === 'signed-in' || result.outcome === 'change-password') deps.limit.giveBack(address);
    switch (result.outcome) {
      case 'signed-in':
        log.info('signed in', { sub: result.account.id });
        return finish(c, result.account.id);
      case 'change-password':
        changing.set(uid, { account: result.account, sinceMs: clock.nowMs() });
        return page(c, choosePasswordPage(frame, `${pathOf(uid)}/password`, result.account.username));
      case 'wait':
        c.header('Retry-After', String(result.seconds));
        return form(
          c,
          uid,
          username,
          { field: 'password', message: `Too many tries. Wait ${inWords(result.seconds)}, then try again.` },
          429,
        );
      case 'one-time-over':
        return form(
          c,
          uid,
          username,
          { field: 'password', message: 'This one-time password has expired. Ask an administrator for a new one.' },
          401,
        );
      case 'refused':
        return form(c, uid, username, { field: 'password', message: refused }, 401);
    }
  });

  app.post('/:uid/password', async (c) => {
    const { uid } = await provider.interactionDetails(c.env.incoming, c.env.outgoing);
    const who = changing.get(uid);
    if (!who || clock.nowMs() - who.sinceMs > CHANGE_MS_MAX) return page(c, signInFailedPage(frame, over), 400);
    const fields = await c.req.parseBody();
    const chosen = await signIn.choosePassword(who.account, text(fields.password), text(fields.repeated));
    if ('mistake' in chosen) {
      const mistake = { field: 'password', message: chosen.mistake };
      return page(c, choosePasswordPage(frame, `${pathOf(uid)}/password`, who.account.username, mistake), 400);
    }
    changing.delete(uid);
    log.info('password chosen', { sub: who.account.id });
    return finish(c, who.account.id);
  });

  app.notFound((c) => page(c, signInFailedPage(frame, over), 404));
  app.onError((error, c) => {
    const gone = error.name === 'SessionNotFound';
    if (!gone) log.error('sign-in failed', {}, error);
    const words = gone ? over : 'Sorry, something went wrong on our side.';
    return page(c as Context<Env>, signInFailedPage(frame, words), gone ? 400 : 500);
  });
  setInterval(() => {
    for (const [uid, { sinceMs }] of changing) if (clock.nowMs() - sinceMs > CHANGE_MS_MAX) changing.delete(uid);
  }, CHANGE_MS_MAX).unref();
  return app;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const inWords = (seconds: number): string =>
  seconds < 60
    ? `${seconds} second${seconds === 1 ? '' : 's'}`
    : `${Math.ceil(seconds / 60)} minute${seconds <= 60 ? '' : 's'}`;
