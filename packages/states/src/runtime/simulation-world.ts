// What outlives a simulated process: the disk, time, and what the callers have been told.
import { createHash } from 'node:crypto';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Change, Store } from '../store/store.ts';
import { Random } from '../testing/random.ts';
import { ManualClock } from './manual-clock.ts';
import { SimulationOracle } from './simulation-oracle.ts';

const START_MS = Date.UTC(2026, 0, 1);

/** A token that somebody was handed, and for what. */
export interface Handed {
  readonly token: string;
  readonly name: string;
}

export class SimulatedWorld {
  readonly seed: number;
  /** The one source of chance: everything that is drawn comes from here, in one order. */
  readonly random: () => number;
  readonly oracle = new SimulationOracle();
  readonly disk: Store;
  readonly clock = new ManualClock(START_MS);
  readonly tokens: Handed[] = [];
  /** ARNs by name. */
  readonly machines = new Map<string, string>();

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Random(seed).next;
    this.disk = watched(createMemoryStore(), this.oracle);
  }

  handOut(token: string, { name }: { name: string }): void {
    if (!this.tokens.some((other) => other.token === token)) this.tokens.push({ token, name });
  }

  pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.random() * all.length)];
  }

  machineArn(machineId: number): string {
    const { name } = JSON.parse(
      this.disk.records('machine').find(({ value }) => (JSON.parse(value) as { id: number }).id === machineId)!.value,
    ) as { name: string };
    return `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
  }

  /** Of everything that is durable: the same for the same seed. */
  digest(): string {
    const hash = createHash('sha256');
    for (const row of this.disk.executionsFrom(0, 1_000_000)) {
      hash.update(JSON.stringify([row, this.disk.history(row.id)]));
    }
    return hash.digest('hex').slice(0, 16);
  }
}

/** Tells the oracle which tasks became durable. */
function watched(disk: Store, oracle: SimulationOracle): Store {
  const commit = async (changes: readonly Change[]): Promise<void> => {
    try {
      await disk.commit(changes);
    } catch (error) {
      oracle.problem('store', `it refused a commit: ${String(error)}`);
      throw error;
    }
    for (const change of changes) {
      if (change.kind === 'task.open') oracle.taskKept(change.executionId, change.seq, true);
      if (change.kind === 'task.close') oracle.taskKept(change.executionId, change.seq, false);
    }
  };
  return new Proxy(disk, {
    get: (target, key) => {
      if (key === 'commit') return commit;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
