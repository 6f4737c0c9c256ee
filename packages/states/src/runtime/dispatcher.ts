import type { Json } from '../asl/json.ts';
import type { TaskResource } from '../asl/resource.ts';
import type { Command, ScheduleTask } from '../interpreter/types.ts';
import { StoreClosedError } from '../store/errors.ts';
import type { TaskKey } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { JsonText, TaskFailure, type TaskHandler, type TaskHandlers } from './task-handler.ts';

/** The parts of an execution that a task's handler is told. */
export interface TaskOwner {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly traceHeader?: string;
}

export interface DispatcherDoors {
  readonly clock: Clock;
  readonly handlers: TaskHandlers;
  /** How many handlers may run at once; further tasks wait on disk for their turn. */
  readonly concurrencyMax: number;
  /** A task that was waiting for its turn, read again; undefined when it is void by now. */
  find(key: TaskKey): { readonly task: ScheduleTask; readonly owner: TaskOwner } | undefined;
  /** An activity's task waits for a worker. */
  offer(activityArn: string, key: TaskKey): void;
  /** Tells the execution what became of the task. */
  send(executionId: number, command: Command): Promise<unknown>;
}

/** Calls tasks' handlers, so many at a time, and brings their answers home. */
export class Dispatcher {
  readonly #doors: DispatcherDoors;
  /** Without a controller where the handler has answered and the answer is on its way. */
  readonly #running = new Map<string, AbortController | undefined>();
  readonly #finishing = new Set<Promise<void>>();
  /** Of those that run, the handlers that have not answered yet: the others' answers are being written. */
  #working = 0;
  /** Keys of tasks beyond the limit, oldest first, read from `#next` on. */
  #queue: TaskKey[] = [];
  #next = 0;
  #stopped = false;

  constructor(doors: DispatcherDoors) {
    this.#doors = doors;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /** The task is committed: call its handler, now or when there is room. */
  dispatch(executionId: number, task: ScheduleTask, owner: TaskOwner): void {
    if (task.resource.kind === 'activity') {
      this.#doors.offer(task.resource.arn, { executionId, seq: task.seq });
      return;
    }
    if (this.#working < this.#doors.concurrencyMax && this.#next === this.#queue.length) {
      this.#run(executionId, task, owner);
    } else this.enqueue({ executionId, seq: task.seq });
  }

  /** A task that is in the store (again): it takes its turn. */
  enqueue(key: TaskKey): void {
    this.#queue.push(key);
    this.#fill();
  }

  /** The answer is not wanted any more. */
  cancel(executionId: number, seq: number): void {
    this.#running.get(runningKey(executionId, seq))?.abort();
  }

  /** Calls nothing more. Resolves when the handlers that run have ended, or after `graceMs`, when they are told to stop. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    const ended = Promise.all(this.#finishing);
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([ended, grace]);
    clearTimeout(timer);
    for (const controller of this.#running.values()) controller?.abort();
  }

  /** As many as have room. Answers that are being written count here, so that a long queue does not outrun the disk. */
  #fill(): void {
    while (!this.#stopped && this.#running.size < this.#doors.concurrencyMax && this.#next < this.#queue.length) {
      const key = this.#queue[this.#next++]!;
      const found = this.#find(key);
      if (found?.task.resource.kind === 'activity') this.#doors.offer(found.task.resource.arn, key);
      else if (found) this.#run(key.executionId, found.task, found.owner);
    }
    if (this.#next > 1000 && this.#next * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
  }

  /** When the store has closed itself there is nothing to call any more: its tasks are there again after the next start. */
  #find(key: TaskKey): ReturnType<DispatcherDoors['find']> {
    try {
      return this.#doors.find(key);
    } catch (error) {
      if (!(error instanceof StoreClosedError)) throw error;
      this.#stopped = true;
      return undefined;
    }
  }

  #run(executionId: number, task: ScheduleTask, owner: TaskOwner): void {
    const key = runningKey(executionId, task.seq);
    // The same task is never run twice at a time, whoever asks.
    if (this.#stopped || this.#running.has(key)) return;
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#working += 1;
    const finished = this.#perform(executionId, task, owner, controller.signal).finally(() => {
      this.#running.delete(key);
      this.#finishing.delete(finished);
      this.#fill();
    });
    this.#finishing.add(finished);
  }

  async #perform(executionId: number, task: ScheduleTask, owner: TaskOwner, signal: AbortSignal): Promise<void> {
    const command = await this.#call(executionId, task, owner, signal);
    this.#working -= 1;
    if (signal.aborted) return;
    // The answer closes the task: nobody is left to be told to stop.
    this.#running.set(runningKey(executionId, task.seq), undefined);
    // When the store fails the task is still open in it, and is done again after the next start.
    await this.#doors.send(executionId, command).catch(() => undefined);
  }

  async #call(executionId: number, task: ScheduleTask, owner: TaskOwner, signal: AbortSignal): Promise<Command> {
    const { seq } = task;
    const handler = handlerFor(this.#doors.handlers, task.resource);
    if (!handler) {
      const cause = `No task handler is registered for the resource '${task.resource.arn}'.`;
      return { kind: 'task-failed', seq, error: 'States.TaskFailed', cause };
    }
    try {
      const result = await handler({
        resource: task.resource,
        parameters: JSON.parse(task.parameters) as Json,
        parametersText: task.parameters,
        context: {
          ...owner,
          idempotencyKey: `${owner.executionArn}/${executionId}-${seq}`,
          attempt: task.attempt,
          nowMs: this.#doors.clock.nowMs(),
          signal,
        },
      });
      const output = result instanceof JsonText ? result.text : JSON.stringify(result ?? null);
      return { kind: task.waitsForToken ? 'task-submitted' : 'task-succeeded', seq, output };
    } catch (thrown) {
      if (thrown instanceof TaskFailure) {
        return { kind: 'task-failed', seq, error: thrown.error, cause: thrown.reason };
      }
      const cause = thrown instanceof Error ? thrown.message : String(thrown);
      return { kind: 'task-failed', seq, error: 'States.TaskFailed', cause };
    }
  }
}

/** The most particular handler that is registered. */
export function handlerFor(handlers: TaskHandlers, resource: TaskResource): TaskHandler | undefined {
  switch (resource.kind) {
    case 'lambda-function':
      return handlers[resource.arn] ?? handlers['lambda:function'];
    case 'service':
      return (
        handlers[`${resource.service}:${resource.resource}`] ??
        handlers[`${resource.service}:${resource.action}`] ??
        handlers[`${resource.service}:*`]
      );
    case 'activity':
      return undefined;
  }
}

function runningKey(executionId: number, seq: number): string {
  return `${executionId}/${seq}`;
}
