import type { Deps } from '@resit/integrity/ports/deps';
import { rightAnswers } from '../../server/e2e/support/chromium-student.ts';
import type { StaffName } from './issuer.ts';
import { ORIGIN } from './place.ts';
import type { Answered, World } from './world.ts';

/** What somebody was answered: enough to compare, nothing that differs from run to run. */
export interface Said {
  status: number;
  code?: string;
  body: Readonly<Record<string, unknown>>;
}

const said = ({ status, text }: Answered): Said => {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A page.
  }
  return { status, body, ...(status >= 400 && typeof body.code === 'string' ? { code: body.code } : {}) };
};

/** A call of the API by somebody of the office. */
export async function office(
  world: World,
  who: StaffName,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Said> {
  return said(
    await world.ask({
      method,
      path: `/api${path}`,
      viewer: '198.51.100.2',
      headers: {
        authorization: `Bearer ${world.token(who)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

/** A student with a mailbox and a browser. */
export class Student {
  readonly email: string;
  readonly #world: World;
  readonly #viewer: string;
  readonly #cookies = new Map<string, string>();

  constructor(world: World, email: string, viewer: string) {
    this.#world = world;
    this.email = email;
    this.#viewer = viewer;
  }

  /** The same person with the same browser, where another installation answers. */
  movedTo(world: World): Student {
    const moved = new Student(world, this.email, this.#viewer);
    for (const [name, value] of this.#cookies) moved.#cookies.set(name, value);
    return moved;
  }

  /** The newest exam that a link was mailed to: letters of one moment may arrive in any order. */
  get examId(): string | undefined {
    const links = this.#world.mailbox
      .of(this.email)
      .flatMap(({ text }) => [...text.matchAll(/https:\/\/[^\s/]+\/exam\/(\w+)/gu)].map(([, id]) => id));
    return [...new Set(links)].at(-1);
  }

  get(path: string): Promise<Answered> {
    return this.#go('GET', path);
  }

  /** As `get`, from one page on to the next as a browser goes. */
  async see(path: string): Promise<Answered> {
    let answered = await this.get(path);
    for (let hops = 0; hops < 5 && answered.status === 303; hops += 1)
      answered = await this.get(new URL(String(answered.headers.location), ORIGIN).pathname);
    return answered;
  }

  /** Posts a form as a browser does from a page of ours. */
  post(path: string, fields: Record<string, string> | [string, string][]): Promise<Answered> {
    return this.#go('POST', path, 'application/x-www-form-urlencoded', new URLSearchParams(fields).toString());
  }

  /** By the mailed code to a session. Undefined: no code came. */
  async enter(examId: string): Promise<Answered | undefined> {
    const before = this.#world.mailbox.of(this.email).length;
    const asked = await this.post(`/exam/${examId}/code`, {});
    if (asked.status >= 400) return asked;
    const letter = await this.#world.mailbox.arrived(this.email, before, ({ text }) => codeIn(text) !== undefined);
    const code = letter && codeIn(letter.text);
    return code === undefined ? undefined : this.post(`/exam/${examId}/session`, { code });
  }

  start(examId: string): Promise<Answered> {
    return this.post(`/exam/${examId}/start`, { 'own-work': 'yes' });
  }

  /** Right answers to the first `known` questions, by topic and not by where they stand in the exam. */
  async answers(examId: string, known: number): Promise<[position: number, given: object][]> {
    const { repository } = this.#world;
    const exam = await repository.get('exam', examId);
    const records = await repository.getMany(
      'question',
      (exam?.drawn ?? []).map(({ questionId, version }) => `${questionId}@${version}`),
    );
    const topics = records.map((record) => record?.question.topic ?? '');
    const right = await rightAnswers({ repository } as Deps, examId);
    const order = [...right.keys()].sort((a, b) => (topics[a] ?? '').localeCompare(topics[b] ?? '') || a - b);
    return order.slice(0, known).map((position) => {
      const { type: _type, ...given } = right[position] as { type: string };
      return [position, given];
    });
  }

  async submit(examId: string, known: number): Promise<Said> {
    const answers = Object.fromEntries(await this.answers(examId, known));
    return said(await this.#go('POST', '/api/exam', 'application/json', JSON.stringify({ answers })));
  }

  async #go(method: string, path: string, type?: string, body?: string): Promise<Answered> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answered = await this.#world.ask({
      method,
      path,
      viewer: this.#viewer,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(type === undefined ? {} : { 'content-type': type, origin: ORIGIN }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const lines = answered.headers['set-cookie'] ?? [];
    for (const line of typeof lines === 'string' ? [lines] : lines) {
      const pair = line.split(';')[0] ?? '';
      const at = pair.indexOf('=');
      if (at === pair.length - 1 || /max-age=0(;|$)/iu.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answered;
  }
}

const codeIn = (text: string): string | undefined => /on the exam page:\W*(\w+)/u.exec(text)?.[1];
