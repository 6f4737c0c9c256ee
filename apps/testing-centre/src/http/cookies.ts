import { browserCookieName, sessionCookieName } from '@resit/integrity/student/cookie-names';
import { SESSION_HOURS } from '@resit/integrity/use-cases/student/enter-code';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** The two cookies of the Testing Centre; scripts cannot read them. */
export interface Cookies {
  session(c: Context): string | undefined;
  setSession(c: Context, value: string): void;
  endSession(c: Context): void;
  /** What binds codes to this browser; made at the first asking. */
  browser(c: Context): string | undefined;
  setBrowser(c: Context, value: string): void;
}

const BROWSER_DAYS = 30;

export function createCookies(secure: boolean): Cookies {
  const attributes = { path: '/', secure, httpOnly: true } as const;
  const session = sessionCookieName(secure);
  const browser = browserCookieName(secure);
  return {
    session: (c) => getCookie(c, session),
    // Lax: whoever comes back by the link in the mail is still signed in. Writes check the Origin besides.
    setSession: (c, value) =>
      setCookie(c, session, value, { ...attributes, sameSite: 'Lax', maxAge: SESSION_HOURS * 3600 }),
    endSession: (c) => {
      deleteCookie(c, session, attributes);
    },
    browser: (c) => getCookie(c, browser),
    setBrowser: (c, value) =>
      setCookie(c, browser, value, { ...attributes, sameSite: 'Strict', maxAge: BROWSER_DAYS * 86_400 }),
  };
}
