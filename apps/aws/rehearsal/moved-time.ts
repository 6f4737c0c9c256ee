// Loaded before anything else into a process of the rehearsal, whose days pass in moments: time goes on as the world's does,
// so far ahead of it as the parent says, and timers that have come due by a move go off at once.

interface Move {
  aheadMs: number;
}

const RealDate = Date;
const setReal = globalThis.setTimeout;
const clearReal = globalThis.clearTimeout;

let aheadMs = Number(process.env.REHEARSAL_AHEAD_MS ?? 0);
delete process.env.REHEARSAL_AHEAD_MS;

const nowMs = (): number => RealDate.now() + aheadMs;

class MovedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [nowMs()] : given) as [number]));
  }
  static override now(): number {
    return nowMs();
  }
}
globalThis.Date = MovedDate as DateConstructor;

/** A timer that knows by moved time when it is due. */
class MovedTimer {
  readonly #run: () => void;
  readonly #delayMs: number;
  #dueMs = 0;
  #isRef = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: () => void, delayMs: number) {
    this.#run = run;
    this.#delayMs = delayMs;
    this.refresh();
  }
  refresh(): this {
    this.#dueMs = nowMs() + this.#delayMs;
    this.set();
    return this;
  }
  /** Sets what is left of it, by the time as it is now. */
  set(): void {
    clearReal(this.#timer);
    timers.add(this);
    this.#timer = setReal(
      () => {
        timers.delete(this);
        this.#run();
      },
      Math.max(0, this.#dueMs - nowMs()),
    );
    if (!this.#isRef) this.#timer.unref();
  }
  clear(): void {
    clearReal(this.#timer);
    timers.delete(this);
  }
  close(): this {
    this.clear();
    return this;
  }
  ref(): this {
    this.#isRef = true;
    this.#timer?.ref();
    return this;
  }
  unref(): this {
    this.#isRef = false;
    this.#timer?.unref();
    return this;
  }
  hasRef(): boolean {
    return this.#isRef;
  }
  [Symbol.dispose](): void {
    this.clear();
  }
}

const timers = new Set<MovedTimer>();
// A sandbox's timers are real: they guard calls that take real time.
if (process.env.LAMBDA_TASK_ROOT === undefined) {
  globalThis.setTimeout = ((run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) =>
    new MovedTimer(() => run(...args), delayMs)) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: unknown) =>
    timer instanceof MovedTimer ? timer.clear() : clearReal(timer as NodeJS.Timeout)) as typeof clearTimeout;
}

if (process.send) {
  process.on('message', (move: Move) => {
    aheadMs = move.aheadMs;
    for (const timer of [...timers]) timer.set();
    process.send?.(move);
  });
  process.channel?.unref();
  // Whoever started this went away.
  process.on('disconnect', () => process.exit(0));
}
