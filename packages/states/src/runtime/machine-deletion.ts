// Deleting a state machine: at once where nothing runs, otherwise when what runs has been stopped.
import type { Store } from '../store/store.ts';
import type { Catalogue, CatalogueEditor } from './catalogue.ts';
import type { Executions } from './executions.ts';
import type { StateMachine } from './records.ts';

const PAGE = 100;

export class MachineDeletion {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #executions: Executions;
  readonly #running = new Set<Promise<void>>();

  constructor(store: Store, catalogue: Catalogue, executions: Executions) {
    this.#store = store;
    this.#catalogue = catalogue;
    this.#executions = executions;
  }

  /** Resolves when the deletion is decided. Deleting what isn't there is no error. */
  async delete(account: string, name: string): Promise<void> {
    const machine = await this.#catalogue.change((editor) => {
      const found = this.#catalogue.machineByName(account, name);
      if (!found || found.status === 'DELETING') return undefined;
      const status = this.#isIdle(found) ? 'DELETED' : 'DELETING';
      const changed: StateMachine = { ...found, status };
      editor.putMachine(changed);
      if (status === 'DELETED') this.#dropNames(editor, found);
      return changed;
    });
    if (machine?.status === 'DELETING') this.#finishLater(machine);
  }

  /** Takes up deletions that a crash interrupted. */
  resume(machines: readonly StateMachine[]): void {
    for (const machine of machines) if (machine.status === 'DELETING') this.#finishLater(machine);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  #isIdle(machine: StateMachine): boolean {
    return this.#store.executions({ machineId: machine.id, status: 'RUNNING', limit: 1 }).length === 0;
  }

  #finishLater(machine: StateMachine): void {
    // If the store fails meanwhile, the next start goes on with it.
    const finishing = this.#finish(machine)
      .catch(() => undefined)
      .finally(() => this.#running.delete(finishing));
    this.#running.add(finishing);
  }

  async #finish(machine: StateMachine): Promise<void> {
    for (;;) {
      const running = this.#store.executions({ machineId: machine.id, status: 'RUNNING', limit: PAGE });
      if (running.length === 0) break;
      await Promise.all(running.map(({ id }) => this.#executions.send(id, { kind: 'stop' })));
    }
    await this.#catalogue.change((editor) => {
      editor.putMachine({ ...machine, status: 'DELETED' });
      this.#dropNames(editor, machine);
    });
  }

  #dropNames(editor: CatalogueEditor, machine: StateMachine): void {
    for (const alias of this.#catalogue.aliases(machine.id)) editor.removeAlias(alias);
    for (const version of this.#catalogue.versions(machine.id)) editor.removeVersion(version);
  }
}
