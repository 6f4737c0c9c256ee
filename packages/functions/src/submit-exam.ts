import { InvalidInput, NotAllowed, NotSignedIn } from '@resit/integrity/errors';
import type { Deps } from '@resit/integrity/ports/deps';
import { sessionCookieName } from '@resit/integrity/student/cookie-names';
import { isOwnOrigin } from '@resit/integrity/student/own-origin';
import { resolveSession } from '@resit/integrity/use-cases/student/resolve-session';
import type { GivenAnswer } from '@resit/integrity/use-cases/student/save-answer';
import { submitExam } from '@resit/integrity/use-cases/student/submit-exam';
import { isFault, problemResult, UnsupportedMediaType } from './problem.ts';
import { headerOf, jsonResult, type ProxyEvent, type ProxyResult } from './proxy.ts';

export interface SubmitExamOptions {
  deps: Deps;
  /** True when the origin is https: the session's cookie then has the `__Host-` prefix. */
  secureCookies: boolean;
  /** Told of faults of ours, for the log. */
  onFault: (error: unknown, requestId: string) => void;
}

const POSITION = /^(0|[1-9]\d{0,3})$/u;

/**
 * `POST /exam`: submits the exam of the caller's exam session. The page's own form calls the same use case.
 * @see submitExam for what submitting again, or too late, answers
 */
export function createSubmitExam(options: SubmitExamOptions): (event: ProxyEvent) => Promise<ProxyResult> {
  const { deps, secureCookies, onFault } = options;
  return async (event) => {
    const { requestId } = event.requestContext;
    try {
      const from = { origin: headerOf(event, 'origin'), secFetchSite: headerOf(event, 'sec-fetch-site') };
      if (!isOwnOrigin(from, deps.institution.origin)) {
        throw new NotAllowed('Exams are submitted from our own pages only: the Origin header names another site.');
      }
      const session = await resolveSession(deps, cookieOf(event, sessionCookieName(secureCookies)));
      if (!session) throw new NotSignedIn('There is no exam session, or it has ended. Enter a new code.');
      return jsonResult(200, await submitExam(deps, { examId: session.examId, answers: answersOf(event) }));
    } catch (error) {
      if (isFault(error)) onFault(error, requestId);
      const answer = problemResult(error, requestId);
      // A student's session is a cookie: there is no scheme to name.
      const { 'WWW-Authenticate': _scheme, ...headers } = answer.headers;
      return { ...answer, headers };
    }
  };
}

function cookieOf(event: ProxyEvent, name: string): string | undefined {
  for (const pair of (headerOf(event, 'cookie') ?? '').split(';')) {
    const [key, ...value] = pair.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** @throws UnsupportedMediaType, InvalidInput */
function answersOf(event: ProxyEvent): GivenAnswer[] {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  if (text.trim() === '') return [];
  if (!/^application\/(json|[a-z0-9.+-]+\+json)\s*(;|$)/i.test((headerOf(event, 'content-type') ?? '').trim())) {
    throw new UnsupportedMediaType();
  }
  return Object.entries(givenOf(jsonOf(text))).map(([position, given]) => {
    if (!POSITION.test(position)) throw malformed(`/answers/${position}`);
    return { position: Number(position), given, pointer: `/answers/${position}` };
  });
}

/** Only answers are read from the body; whatever else is in it, such as a score or an exam's id, is looked at by nobody. */
function givenOf(body: unknown): object {
  if (!isObject(body)) throw malformed('');
  const answers = 'answers' in body ? body.answers : {};
  if (!isObject(answers)) throw malformed('/answers');
  return answers;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (pointer: string): InvalidInput =>
  new InvalidInput([
    { pointer, code: 'invalid', message: 'Send an object whose `answers` are named by position, from 0.' },
  ]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput([{ pointer: '', code: 'not-json', message: 'The body is not JSON.' }]);
  }
}
