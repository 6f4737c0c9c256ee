import type { ExamSession } from '@resit/integrity/student/access';
import type { Context } from 'hono';
import type { Fields } from '../page/answer-fields.tsx';
import { readFields } from './fields.ts';
import type { Kept } from './kept.ts';
import { type Kit, onTo, param, wantsJson } from './kit.ts';

type Page = (c: Context, examId: string, session: ExamSession) => Promise<Response> | Response;
type Write = (c: Context, examId: string, fields: Fields) => Promise<Response> | Response;

/** Wraps a page that needs the exam's session; whoever has none is sent to the way in. */
export type ForSignedIn = (show: Page) => (c: Context) => Promise<Response>;
/** Wraps a form's write; posted without a session, the form is kept until the student is back in. */
export type WriteSignedIn = (path: (c: Context) => string, write: Write) => (c: Context) => Promise<Response>;

export const forSignedIn =
  (kit: Kit): ForSignedIn =>
  (show) =>
  async (c) => {
    const examId = param(c, 'examId');
    const session = await kit.sessionFor(c, examId);
    if (session) return show(c, examId, session);
    return onTo(c, examId, kit.cookies.session(c) === undefined ? '' : '?again');
  };

export const writeSignedIn =
  (kit: Kit, askAgain: (c: Context, examId: string, kept: Kept) => Response | Promise<Response>): WriteSignedIn =>
  (path, write) =>
  async (c) => {
    const examId = param(c, 'examId');
    const fields = await readFields(c);
    if (await kit.sessionFor(c, examId)) return write(c, examId, fields);
    if (wantsJson(c)) return c.json({ code: 'not-signed-in' }, 401);
    return askAgain(c, examId, { path: path(c), fields });
  };
