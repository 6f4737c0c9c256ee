import type { components } from './generated/schema.ts';

type Problem = components['schemas']['Problem'];

/** What the server (or the gateway before it) said of a request that failed: RFC 9457 problem details. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** Seconds after which to try again, where the server says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, options: { cause?: unknown; retryAfterSeconds?: number | undefined } = {}) {
    super(problem.detail ?? problem.title, options.cause === undefined ? {} : { cause: options.cause });
    this.problem = problem;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Stable code to switch on, e.g. `version-mismatch`. */
  get code(): string {
    return this.problem.code;
  }

  /** HTTP status; 0 when there was no answer. */
  get status(): number {
    return this.problem.status;
  }

  /** What is wrong with the field at a JSON pointer such as `/student/email`, if anything is. */
  fieldMessage(pointer: string): string | undefined {
    return this.problem.errors?.find((error) => error.pointer === pointer)?.message;
  }
}

const isProblem = (body: unknown): body is Partial<Problem> & { code: string } =>
  typeof body === 'object' && body !== null && typeof (body as { code?: unknown }).code === 'string';

/** Reads the problem out of a response; one without problem details becomes a problem that says its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  let body: unknown;
  try {
    body = await response.clone().json();
  } catch {
    body = undefined;
  }
  const unknown = { type: 'about:blank', title: response.statusText || `HTTP ${response.status}`, code: 'unknown' };
  const problem: Problem = { ...unknown, ...(isProblem(body) ? body : {}), status: response.status };
  return new ApiProblem(problem, { retryAfterSeconds });
}
