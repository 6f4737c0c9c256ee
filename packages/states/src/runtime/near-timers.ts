import { StoreClosedError } from '../store/errors.ts';
import type { Store, TimerKey } from '../store/store.ts';
import type { Clock } from './clock.ts';

/** So many timers are in memory at a time, the nearest ones; the rest stay on disk until these have fired. */
const WINDOW = 10_000;
/** How many are fired before other work gets a turn. */
const BURST = 256;

/**
 * Wakes executions when their timers fall due. Timers live in the store; the nearest are held here in order. A timer that was cleared stays in memory until
 * its time, and is then found to be gone from the store.
 */
export class NearTimers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #fire: (timer: TimerKey) => void;
  #heap: TimerKey[] = [];
  /** Timers up to here are in the heap, those after it only in the store; undefined when all are in the heap. */
  #horizon: TimerKey | undefined;
  #cancelWake: (() => void) | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(store: Store, clock: Clock, fire: (timer: TimerKey) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Takes up the timers that the store holds. */
  start(): void {
    this.#load(undefined);
    this.#plan();
  }

  /** A timer was committed. */
  add(timer: TimerKey): void {
    if (this.#stopped || (this.#horizon && compare(timer, this.#horizon) > 0)) return;
    push(this.#heap, timer);
    // Mostly timers that were cleared since: look again at what is really there.
    if (this.#heap.length > 4 * WINDOW) this.#whileOpen(() => this.#load(undefined));
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelWake?.();
  }

  #load(after: TimerKey | undefined): void {
    const timers = this.#store.timers(after, WINDOW);
    // In ascending order an array is a heap.
    this.#heap = [...timers];
    this.#horizon = timers.length === WINDOW ? timers.at(-1) : undefined;
  }

  #plan(): void {
    const next = this.#heap[0];
    if (this.#stopped || !next || next.dueMs >= this.#wakeMs) return;
    this.#cancelWake?.();
    this.#wakeMs = next.dueMs;
    this.#cancelWake = this.#clock.wakeAt(next.dueMs, () => this.#wake());
  }

  #wake(): void {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    this.#cancelWake = undefined;
    if (this.#stopped) return;
    this.#whileOpen(() => this.#fireDue());
    this.#plan();
  }

  /** When the store has closed itself there is nothing to wake any more: its timers are there again after the next start. */
  #whileOpen(look: () => void): void {
    try {
      look();
    } catch (error) {
      if (!(error instanceof StoreClosedError)) throw error;
      this.stop();
    }
  }

  #fireDue(): void {
    const nowMs = this.#clock.nowMs();
    const due: TimerKey[] = [];
    while (due.length < BURST) {
      if (this.#heap.length === 0 && this.#horizon) this.#load(this.#horizon);
      const next = this.#heap[0];
      if (!next || next.dueMs > nowMs) break;
      pop(this.#heap);
      due.push(next);
    }
    for (const timer of this.#kept(due)) this.#fire(timer);
  }

  /** Which of these, in order, are still in the store. Most timers are cleared long before they are due: one look finds out for all. */
  #kept(due: readonly TimerKey[]): TimerKey[] {
    const [first] = due;
    if (!first) return [];
    const kept: TimerKey[] = [];
    let at = 0;
    let after: TimerKey | undefined = { ...first, seq: first.seq - 1 };
    while (at < due.length && after) {
      const page = this.#store.timers(after, due.length);
      for (const timer of page) {
        while (at < due.length && compare(due[at]!, timer) < 0) at += 1;
        if (at === due.length) break;
        if (compare(due[at]!, timer) > 0) continue;
        kept.push(timer);
        at += 1;
      }
      after = page.at(-1);
    }
    return kept;
  }
}

function compare(a: TimerKey, b: TimerKey): number {
  return a.dueMs - b.dueMs || a.executionId - b.executionId || a.seq - b.seq;
}

function push(heap: TimerKey[], timer: TimerKey): void {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compare(heap[parent]!, timer) <= 0) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: TimerKey[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) < 0) child += 1;
    if (compare(heap[child]!, last) >= 0) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
