import { ApiProblem } from '@resit/api-client/problem';

/** One wrong field as the server names it. */
interface FieldProblem {
  /** JSON pointer into the request body, e.g. `/student/email`. */
  pointer: string;
  message: string;
}

/** What went wrong, as pages show it: at the top, at the fields, or in place of what was to be loaded. */
export interface Problem {
  /** HTTP status; 0 when there was no answer, or when the fault is this page's. */
  status: number;
  /** Stable code to switch on, e.g. `wrong-state`. */
  code: string;
  title: string;
  /** The server's words, or ours where it had none, with when to try again. */
  words: string;
  fields: readonly FieldProblem[];
}

const titles: Readonly<Record<number, string>> = {
  0: 'The server cannot be reached',
  400: 'Some of what was sent is not right',
  401: 'You are signed out',
  403: 'You may not do this',
  404: 'There is nothing here',
  409: 'This cannot be done now',
  412: 'Somebody else changed this first',
  413: 'That is too large',
  429: 'Too many requests',
};

const fallbackWords: Readonly<Record<number, string>> = {
  401: 'Your sign-in has ended. Sign in again to go on.',
  403: 'Your role does not include this. An administrator can change roles.',
  404: 'It does not exist, or you may not see it.',
  412: 'Load the page again and repeat your change.',
};

function waitWords(seconds: number | undefined): string {
  if (seconds === undefined || seconds <= 0) return '';
  const minutes = Math.ceil(seconds / 60);
  return minutes > 1 ? ` Try again in ${minutes} minutes.` : ` Try again in ${Math.ceil(seconds)} seconds.`;
}

function fromApi(thrown: ApiProblem): Problem {
  const { status, code, problem } = thrown;
  const words =
    status === 0
      ? 'Check your connection. What you entered is still here; try again when you are back online.'
      : (problem.detail ??
        fallbackWords[status] ??
        (status >= 500
          ? 'Nothing of what you entered here is lost. Try again; if it happens again, tell an administrator.'
          : `The server answered ${status}.`));
  return {
    status,
    code,
    title: titles[status] ?? (status >= 500 ? 'Something went wrong on the server' : problem.title),
    words: words + waitWords(thrown.retryAfterSeconds),
    fields: (problem.errors ?? []).map(({ pointer, message }) => ({ pointer: pointer.replace(/^#/, ''), message })),
  };
}

/** The one translator: turns whatever was thrown into what a page shows. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ApiProblem) return fromApi(thrown);
  return {
    status: 0,
    code: 'unexpected',
    title: 'Something went wrong on this page',
    words: thrown instanceof Error && thrown.message ? thrown.message : 'Reload the page and try again.',
    fields: [],
  };
}

const within = (pointer: string, place: string): boolean => pointer === place || pointer.startsWith(`${place}/`);

/** Words for the field at a pointer; a problem with a part of it counts for the whole. */
export const fieldWords = (problem: Problem | undefined, place: string): string =>
  problem?.fields.find(({ pointer }) => within(pointer, place))?.message ?? '';

/** Problems at fields that the form does not show: they must be said at the top, or nobody would see them. */
export const unplacedFields = (problem: Problem, shown: readonly string[]): readonly FieldProblem[] =>
  problem.fields.filter(({ pointer }) => !shown.some((place) => within(pointer, place)));

/** Whether the same request may succeed if it is sent again: never when the server understood and refused. */
export const mayRetry = (problem: Problem): boolean => problem.code === 'unreachable' || problem.status >= 500;
