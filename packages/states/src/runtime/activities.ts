// Activities: names under which workers outside ask for tasks.
import type { JsonObject } from '../asl/json.ts';
import type { Store, TaskKey } from '../store/store.ts';
import type { Clock } from './clock.ts';

export interface Activity {
  readonly v: 1;
  readonly account: string;
  readonly name: string;
  readonly createdMs: number;
  readonly encryption: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

interface Poller {
  readonly deliver: (key: TaskKey | undefined) => void;
}

interface Queue {
  readonly tasks: TaskKey[];
  readonly pollers: Poller[];
}

export class Activities {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #activities = new Map<string, Activity>();
  /** Tasks that no worker has taken, and workers that wait for one, by the activity's ARN. What waits here is open in the store. */
  readonly #queues = new Map<string, Queue>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    for (const { value } of store.records('activity')) {
      const activity = JSON.parse(value) as Activity;
      this.#activities.set(keyOf(activity), activity);
    }
  }

  find(account: string, name: string): Activity | undefined {
    return this.#activities.get(keyOf({ account, name }));
  }

  /** Oldest first. */
  list(account: string): readonly Activity[] {
    return [...this.#activities.values()]
      .filter((activity) => activity.account === account)
      .sort((a, b) => a.createdMs - b.createdMs);
  }

  async put(activity: Activity): Promise<void> {
    const key = keyOf(activity);
    await this.#store.commit([{ kind: 'record.put', record: 'activity', key, value: JSON.stringify(activity) }]);
    this.#activities.set(key, activity);
  }

  async remove(account: string, name: string): Promise<void> {
    const key = keyOf({ account, name });
    if (!this.#activities.has(key)) return;
    await this.#store.commit([{ kind: 'record.remove', record: 'activity', key }]);
    this.#activities.delete(key);
  }

  /** A task waits for a worker. */
  offer(activityArn: string, key: TaskKey): void {
    const queue = this.#queue(activityArn);
    const poller = queue.pollers.shift();
    if (poller) poller.deliver(key);
    else queue.tasks.push(key);
  }

  /** The oldest task that waits; undefined when none came within `waitMs`, or the caller went away. */
  take(activityArn: string, waitMs: number): Promise<TaskKey | undefined> {
    const queue = this.#queue(activityArn);
    const key = queue.tasks.shift();
    if (key) return Promise.resolve(key);
    return new Promise((resolve) => {
      const poller: Poller = {
        deliver: (delivered) => {
          cancel();
          resolve(delivered);
        },
      };
      const cancel = this.#clock.wakeAt(this.#clock.nowMs() + waitMs, () => {
        queue.pollers.splice(queue.pollers.indexOf(poller), 1);
        resolve(undefined);
      });
      queue.pollers.push(poller);
    });
  }

  /** Sends every waiting worker away. */
  stop(): void {
    for (const queue of this.#queues.values()) for (const poller of queue.pollers.splice(0)) poller.deliver(undefined);
  }

  #queue(activityArn: string): Queue {
    let queue = this.#queues.get(activityArn);
    if (!queue) {
      queue = { tasks: [], pollers: [] };
      this.#queues.set(activityArn, queue);
    }
    return queue;
  }
}

function keyOf({ account, name }: Pick<Activity, 'account' | 'name'>): string {
  return `${account}/${name}`;
}
