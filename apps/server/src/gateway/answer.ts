/** What a request is answered with. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

export function answerOf(
  status: number,
  headers: Readonly<Record<string, string | string[]>>,
  body: string | Buffer,
): Answer {
  const answer: Answer = { status, headers: {}, body: BODILESS.has(status) ? '' : body };
  for (const [name, value] of Object.entries(headers)) answer.headers[name.toLowerCase()] = value;
  return answer;
}
