import type { ExamSession } from '@resit/integrity/student/access';
import { resolveSession } from '@resit/integrity/use-cases/student/resolve-session';
import type { StartedView } from '@resit/integrity/use-cases/student/view-exam';
import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { examPath, type Site } from '../page/shell.tsx';
import { type Cookies, createCookies } from './cookies.ts';
import type { TestingCentreOptions } from './options.ts';

/** What every route works with. */
export interface Kit {
  options: TestingCentreOptions;
  deps: TestingCentreOptions['deps'];
  site: Site;
  cookies: Cookies;
  /** The session of this browser, if it is for this exam. */
  sessionFor(c: Context, examId: string): Promise<ExamSession | undefined>;
  address(c: Context): { address?: string };
  /** What ends an attempt, in the student's own milliseconds: deadlines come by the workflow's clock, limits by real time. */
  inRealTime<E extends StartedView['ends']>(ends: E): E;
}

export function createKit(options: TestingCentreOptions): Kit {
  const { deps, assets } = options;
  const cookies = createCookies(options.secureCookies);
  return {
    options,
    deps,
    cookies,
    site: { institution: deps.institution, assets },
    async sessionFor(c, examId) {
      const session = await resolveSession(deps, cookies.session(c));
      return session?.examId === examId ? session : undefined;
    },
    address(c) {
      const address = options.clientAddress?.(c);
      return address === undefined ? {} : { address };
    },
    inRealTime(ends) {
      return ends?.by === 'deadline' ? { ...ends, inMs: ends.inMs / (options.clockSpeed ?? 1) } : ends;
    },
  };
}

/** Answers with a page. */
export function page(c: Context, node: JSX.Element, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return c.html(`<!doctype html>${String(node)}`, status);
}

/** Sends the browser on after a write, so that loading again or going back repeats nothing. */
export function onTo(c: Context, examId: string, rest = ''): Response {
  return c.redirect(`${examPath(examId)}${rest}`, 303);
}

/** True for the script's own requests, which want JSON where a form wants a page. */
export const wantsJson = (c: Context): boolean => (c.req.header('accept') ?? '').includes('application/json');

/** The path parameter; routes that call it have it. */
export const param = (c: Context, name: string): string => c.req.param(name) ?? '';
