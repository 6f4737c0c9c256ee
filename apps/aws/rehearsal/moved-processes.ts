import type { ChildProcess } from 'node:child_process';

const ANSWERED_MS_MAX = 60_000;

/** The processes whose days pass with the rehearsal's. */
export class MovedProcesses {
  readonly #children = new Set<ChildProcess>();
  aheadMs: number;

  constructor(aheadMs: number) {
    this.aheadMs = aheadMs;
  }

  nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  add(child: ChildProcess): void {
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
  }

  /** Moves the time of all of them to an instant; resolves when all have it. */
  async moveTo(atMs: number): Promise<void> {
    this.aheadMs += Math.max(0, atMs - this.nowMs());
    const { aheadMs } = this;
    await Promise.all(
      [...this.#children].map(
        (child) =>
          new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ANSWERED_MS_MAX);
            const done = (): void => {
              clearTimeout(timer);
              child.off('message', heard);
              child.off('exit', done);
              resolve();
            };
            const heard = (answer: unknown): void => {
              if ((answer as { aheadMs?: number }).aheadMs === aheadMs) done();
            };
            child.on('message', heard);
            child.once('exit', done);
            if (child.connected) child.send({ aheadMs }, () => undefined);
            else done();
          }),
      ),
    );
  }
}
