// What clients of a process that is killed were told, held against what it left. For tests.
import { historyProblems } from './runtime/history-check.ts';
import { readEvents } from './runtime/stored-events.ts';
import type { Store } from './store/store.ts';

interface Callback {
  readonly name: string;
  /** Unknown where the connection broke before the answer. */
  answer: 'unknown' | 'taken' | 'refused';
}

const RULES = { entriesMax: () => 1, waitSeconds: { Nap: 1 } };

export class CrashLedger {
  /** The start date that was answered, by name. */
  readonly #started = new Map<string, number>();
  readonly #stopped = new Set<string>();
  readonly #tokens = new Map<string, string>();
  readonly #callbacks = new Map<string, Callback>();
  /** Names that nobody has tried to answer yet, oldest first. */
  readonly #waiting: string[] = [];
  readonly #problems: string[] = [];

  counts(): { started: number; taken: number } {
    const taken = [...this.#callbacks.values()].filter(({ answer }) => answer === 'taken').length;
    return { started: this.#started.size, taken };
  }

  /** The function was called. A call that is made again after a crash brings the same token. */
  called(name: string, token: string): void {
    const known = this.#tokens.get(name);
    if (known === undefined) this.#waiting.push(name);
    else if (known !== token) this.#problems.push(`${name}: it was handed two tokens`);
    this.#tokens.set(name, token);
  }

  tokenOf(name: string): string | undefined {
    return this.#tokens.get(name);
  }

  started(name: string, startDate: number): void {
    this.#started.set(name, startDate);
  }

  stopped(name: string): void {
    this.#stopped.add(name);
  }

  callbackSent(name: string, mark: string): void {
    this.#callbacks.set(mark, { name, answer: 'unknown' });
  }

  callbackAnswered(mark: string, answer: 'taken' | 'refused'): void {
    this.#callbacks.get(mark)!.answer = answer;
  }

  /** An execution with its token: one that has not been answered, mostly, or one of the last that were. */
  someWaiting(): readonly [name: string, token: string] | undefined {
    const name = this.#waiting.length > 1 && Math.random() < 0.9 ? this.#waiting.shift() : this.#waiting[0];
    return name === undefined ? undefined : [name, this.#tokens.get(name)!];
  }

  /** What is wrong with what is in the store. */
  problems(store: Store): string[] {
    const problems = [...this.#problems];
    const found = new Set<string>();
    const marks = new Map<string, number>();
    for (let after = 0; ; ) {
      const page = store.executionsFrom(after, 500);
      for (const row of page) {
        const name = row.name ?? '';
        if (found.has(name)) problems.push(`${name}: it is there twice`);
        found.add(name);
        const events = store.history(row.id).flatMap((chunk) => readEvents(chunk.events));
        for (const text of historyProblems(events, row.status, RULES)) problems.push(`${name}: ${text}`);
        const startDate = this.#started.get(name);
        if (startDate !== undefined && startDate !== row.startMs / 1000) problems.push(`${name}: it was started twice`);
        if (this.#stopped.has(name) && row.status === 'RUNNING') problems.push(`${name}: it was stopped and runs`);
        for (const event of events) {
          if (event.type !== 'TaskSucceeded' && event.type !== 'TaskFailed') continue;
          const mark = /m\d+\./.exec('output' in event ? event.output : String(event.error))?.[0] ?? '';
          marks.set(mark, (marks.get(mark) ?? 0) + 1);
        }
      }
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
    }
    for (const name of this.#started.keys()) if (!found.has(name)) problems.push(`${name}: its start was lost`);
    for (const [mark, { name, answer }] of this.#callbacks) {
      const times = marks.get(mark) ?? 0;
      if (answer === 'taken' && times === 0) problems.push(`${name}: a callback was lost`);
      if (answer === 'refused' && times > 0) problems.push(`${name}: a callback was refused and taken`);
      if (times > 1) problems.push(`${name}: a callback was taken twice`);
    }
    return problems;
  }
}
