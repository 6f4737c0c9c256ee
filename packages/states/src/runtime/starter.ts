import type { ExecutionRow, Store } from '../store/store.ts';
import { executionInput } from './execution-input.ts';
import { generatedName, idOfGeneratedName } from './execution-name.ts';
import type { Executions, Started, StartRequest } from './executions.ts';
import type { StateMachine } from './records.ts';

/** A name that was used before answers with the same execution as long as it runs with the same input; otherwise it is taken. */
export type StartResult = { readonly kind: 'started'; readonly started: Started } | { readonly kind: 'name-taken' };

/** Starts executions, each name once. */
export class Starter {
  readonly #store: Store;
  readonly #executions: Executions;
  /** Names of executions whose first commit is under way. */
  readonly #starting = new Map<string, { readonly input: string; readonly started: Promise<Started> }>();

  constructor(store: Store, executions: Executions) {
    this.#store = store;
    this.#executions = executions;
  }

  /** Throws UnreadableDefinitionError, or rejects as the store does. */
  start(request: StartRequest): Promise<StartResult> {
    return request.name === undefined
      ? this.#executions.start(request).then(asResult)
      : this.#startNamed(request, request.name);
  }

  async #startNamed(request: StartRequest, name: string): Promise<StartResult> {
    const { machine, input } = request;
    const key = `${machine.id}/${name}`;
    const other = this.#starting.get(key);
    if (other) {
      // Whether it still runs when the answer goes out doesn't matter: the two calls were made at the same time.
      return other.input === input ? { kind: 'started', started: await other.started } : { kind: 'name-taken' };
    }
    const row = executionByName(this.#store, machine, name);
    if (row) return this.#again(row, name, input);
    const started = this.#executions.start(request);
    this.#starting.set(key, { input, started });
    try {
      return { kind: 'started', started: await started };
    } finally {
      this.#starting.delete(key);
    }
  }

  #again({ id, status, startMs }: ExecutionRow, name: string, input: string): StartResult {
    if (status !== 'RUNNING' || executionInput(this.#store, id) !== input) return { kind: 'name-taken' };
    return { kind: 'started', started: { id, name, startMs } };
  }
}

function asResult(started: Started): StartResult {
  return { kind: 'started', started };
}

/** A machine's execution by its name, chosen or generated. */
export function executionByName(store: Store, machine: StateMachine, name: string): ExecutionRow | undefined {
  const id = idOfGeneratedName(name);
  if (id !== undefined) {
    const row = store.execution(id);
    if (row && row.machineId === machine.id && row.name === null && generatedName(id, row.startMs) === name) return row;
  }
  const chosen = store.executionIdByName(machine.id, name);
  return chosen === undefined ? undefined : store.execution(chosen);
}
