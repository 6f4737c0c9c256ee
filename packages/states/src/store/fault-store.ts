// A store over another one that fails as disks and processes do: for tests and the simulation.
import { CheckedReads, type StoreReader } from './checked-reads.ts';
import { StoreClosedError, StoreWriteError } from './errors.ts';
import type { Change, Store } from './store.ts';

/** What happens to a commit. */
export type Fate =
  /** It is durable after so many turns of the event loop. */
  | { readonly kind: 'done'; readonly turns: number }
  /** The process dies first: nothing of it, or of what came after it, was kept. */
  | { readonly kind: 'lost' }
  /** The process dies after it is durable, before anybody hears of it. */
  | { readonly kind: 'unheard' }
  /** The write fails, and the store closes itself. */
  | { readonly kind: 'failed' }
  /** The same, but what could not be synced is found to be there after the next start. */
  | { readonly kind: 'failed-kept' };

/** Opens `disk` for one life of a process. `fate` decides for each commit, in order. */
export function openFaultStore(disk: Store, fate: () => Fate): FaultStore {
  return new FaultStore(disk, fate);
}

export class FaultStore extends CheckedReads implements Store {
  readonly failed: Promise<StoreWriteError>;
  /** Resolves when the process has died, by its fate or by `kill`. */
  readonly died: Promise<void>;
  readonly #announceFailure: (error: StoreWriteError) => void;
  readonly #announceDeath: () => void;
  readonly #disk: Store;
  readonly #fate: () => Fate;
  #queue: Promise<void> = Promise.resolve();
  #dead = false;
  #closed: Error | undefined;

  constructor(disk: Store, fate: () => Fate) {
    super();
    const failure = Promise.withResolvers<StoreWriteError>();
    const death = Promise.withResolvers<void>();
    this.failed = failure.promise;
    this.died = death.promise;
    this.#announceFailure = failure.resolve;
    this.#announceDeath = death.resolve;
    this.#disk = disk;
    this.#fate = fate;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** The process dies here: what is not durable is gone, nobody hears anything any more. */
  kill(): void {
    this.#dead = true;
    this.#announceDeath();
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreClosedError({ cause: this.#closed }));
    const written = this.#queue.then(() => this.#write([...changes]));
    this.#queue = written.catch(() => undefined);
    return written;
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const fate = this.#fate();
    if (fate.kind === 'done') for (let turn = 0; turn < fate.turns; turn++) await nextTurn();
    if (this.#dead) return never();
    if (this.#closed) throw new StoreClosedError({ cause: this.#closed });
    switch (fate.kind) {
      case 'done':
        await this.#disk.commit(changes).catch((error: unknown) => this.#fail(error));
        return;
      case 'lost':
        this.kill();
        return never();
      case 'unheard':
        await this.#disk.commit(changes);
        this.kill();
        return never();
      case 'failed':
      case 'failed-kept': {
        if (fate.kind === 'failed-kept') await this.#disk.commit(changes);
        this.#fail(new StoreWriteError({ cause: new TypeError('the disk is full') }));
      }
    }
  }

  #fail(cause: unknown): never {
    const error = cause instanceof StoreWriteError ? cause : new StoreWriteError({ cause });
    this.#closed = error;
    this.#announceFailure(error);
    throw error;
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#closed ??= new StoreClosedError();
  }

  protected reader(): StoreReader {
    if (this.#closed) throw new StoreClosedError({ cause: this.#closed });
    return this.#disk;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
