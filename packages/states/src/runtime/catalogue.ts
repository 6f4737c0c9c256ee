// State machines and what belongs to them, as the runtime needs them: small records, all in memory, but for definitions, which are read when needed.
import { parseDefinition } from '../asl/parse.ts';
import type { Program } from '../asl/program.ts';
import type { Change, Store } from '../store/store.ts';
import { LruMap } from './lru-map.ts';
import type { Alias, Revision, StateMachine, Version } from './records.ts';
import { aliasKey, numberKey, versionKey } from './records.ts';

const PROGRAMS_MAX = 256;

/** A revision's definition does not parse any more: it was accepted by a version of the engine that took more. */
export class UnreadableDefinitionError extends Error {
  readonly code = 'DEFINITION_UNREADABLE';
  constructor(revisionId: number, reason: string) {
    super(`The definition of revision ${revisionId} cannot be read: ${reason}`);
    this.name = 'UnreadableDefinitionError';
  }
}

interface LastIds {
  readonly v: 1;
  readonly machine: number;
  readonly revision: number;
}

export class Catalogue {
  readonly #store: Store;
  readonly #machines = new Map<number, StateMachine>();
  readonly #byName = new Map<string, number>();
  readonly #deleted = new Map<number, StateMachine>();
  readonly #versions = new Map<number, Map<number, Version>>();
  readonly #aliases = new Map<number, Map<string, Alias>>();
  readonly #revisions = new LruMap<number, Revision>(PROGRAMS_MAX);
  readonly #programs = new LruMap<number, Program>(PROGRAMS_MAX);
  #lastIds: LastIds;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
    const lastIds = store.record('setting', 'lastIds');
    this.#lastIds = lastIds === undefined ? { v: 1, machine: 0, revision: 0 } : (JSON.parse(lastIds) as LastIds);
    for (const { value } of store.records('machine')) this.#keepMachine(JSON.parse(value) as StateMachine);
    for (const { value } of store.records('version')) this.#keepVersion(JSON.parse(value) as Version);
    for (const { value } of store.records('alias')) this.#keepAlias(JSON.parse(value) as Alias);
  }

  machine(id: number): StateMachine | undefined {
    return this.#machines.get(id);
  }

  /** A state machine that has not been deleted. */
  machineByName(account: string, name: string): StateMachine | undefined {
    const id = this.#byName.get(nameKey(account, name));
    return id === undefined ? undefined : this.#machines.get(id);
  }

  /** All state machines that have or had this name, the newest first: executions of deleted ones can still be read. */
  machinesByName(account: string, name: string): readonly StateMachine[] {
    const current = this.machineByName(account, name);
    const former = [...this.#deleted.values()].filter(
      (machine) => machine.account === account && machine.name === name,
    );
    return [...(current ? [current] : []), ...former.sort((a, b) => b.id - a.id)];
  }

  allMachines(): readonly StateMachine[] {
    return [...this.#machines.values()];
  }

  /** An account's state machines that have not been deleted, oldest first. */
  machines(account: string): readonly StateMachine[] {
    return [...this.#byName.values()]
      .map((id) => this.#machines.get(id)!)
      .filter((machine) => machine.account === account)
      .sort((a, b) => a.id - b.id);
  }

  /** Newest first. */
  versions(machineId: number): readonly Version[] {
    return [...(this.#versions.get(machineId)?.values() ?? [])].sort((a, b) => b.number - a.number);
  }

  version(machineId: number, number: number): Version | undefined {
    return this.#versions.get(machineId)?.get(number);
  }

  /** By name. */
  aliases(machineId: number): readonly Alias[] {
    return [...(this.#aliases.get(machineId)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  alias(machineId: number, name: string): Alias | undefined {
    return this.#aliases.get(machineId)?.get(name);
  }

  revision(id: number): Revision {
    let revision = this.#revisions.get(id);
    if (!revision) {
      const value = this.#store.record('revision', numberKey(id));
      if (value === undefined) throw new UnreadableDefinitionError(id, 'it is not in the store');
      revision = JSON.parse(value) as Revision;
      this.#revisions.set(id, revision);
    }
    return revision;
  }

  /** Throws UnreadableDefinitionError. */
  program(revisionId: number): Program {
    let program = this.#programs.get(revisionId);
    if (!program) {
      const parsed = parseDefinition(this.revision(revisionId).definition);
      if (!parsed.program) {
        throw new UnreadableDefinitionError(revisionId, parsed.diagnostics[0]?.message ?? 'no reason given');
      }
      program = parsed.program;
      this.#programs.set(revisionId, program);
    }
    return program;
  }

  /** Makes one change at a time, each seeing the one before it: `decide` reads the catalogue and says what to commit. */
  change<T>(decide: (editor: CatalogueEditor) => T): Promise<T> {
    const made = this.#queue.then(async () => {
      const editor = new CatalogueEditor(this.#lastIds);
      const result = decide(editor);
      if (editor.changes.length > 0) await this.#store.commit(editor.changes);
      this.#lastIds = editor.lastIds;
      for (const machine of editor.machines) this.#keepMachine(machine);
      for (const revision of editor.revisions) this.#revisions.set(revision.id, revision);
      for (const version of editor.versions) this.#keepVersion(version);
      for (const alias of editor.aliases) this.#keepAlias(alias);
      for (const version of editor.removedVersions) this.#versions.get(version.machineId)?.delete(version.number);
      for (const alias of editor.removedAliases) this.#aliases.get(alias.machineId)?.delete(alias.name);
      for (const machine of editor.removedMachines) {
        this.#machines.delete(machine.id);
        this.#deleted.delete(machine.id);
      }
      return result;
    });
    this.#queue = made.catch(() => undefined);
    return made;
  }

  #keepMachine(machine: StateMachine): void {
    this.#machines.set(machine.id, machine);
    const key = nameKey(machine.account, machine.name);
    if (machine.status !== 'DELETED') {
      this.#byName.set(key, machine.id);
      return;
    }
    this.#deleted.set(machine.id, machine);
    if (this.#byName.get(key) === machine.id) this.#byName.delete(key);
  }

  #keepVersion(version: Version): void {
    const versions = this.#versions.get(version.machineId) ?? new Map<number, Version>();
    this.#versions.set(version.machineId, versions.set(version.number, version));
  }

  #keepAlias(alias: Alias): void {
    const aliases = this.#aliases.get(alias.machineId) ?? new Map<string, Alias>();
    this.#aliases.set(alias.machineId, aliases.set(alias.name, alias));
  }
}

/** Gathers one change of the catalogue. */
export class CatalogueEditor {
  readonly changes: Change[] = [];
  readonly machines: StateMachine[] = [];
  readonly revisions: Revision[] = [];
  readonly versions: Version[] = [];
  readonly aliases: Alias[] = [];
  readonly removedVersions: Version[] = [];
  readonly removedAliases: Alias[] = [];
  readonly removedMachines: StateMachine[] = [];
  #lastIds: LastIds;

  constructor(lastIds: LastIds) {
    this.#lastIds = lastIds;
  }

  get lastIds(): LastIds {
    return this.#lastIds;
  }

  newId(kind: 'machine' | 'revision'): number {
    this.#lastIds = { ...this.#lastIds, [kind]: this.#lastIds[kind] + 1 };
    this.#put('setting', 'lastIds', this.#lastIds);
    return this.#lastIds[kind];
  }

  putMachine(machine: StateMachine): void {
    this.machines.push(machine);
    this.#put('machine', numberKey(machine.id), machine);
  }

  removeMachine(machine: StateMachine): void {
    this.removedMachines.push(machine);
    this.changes.push({ kind: 'record.remove', record: 'machine', key: numberKey(machine.id) });
  }

  putRevision(revision: Revision): void {
    this.revisions.push(revision);
    this.#put('revision', numberKey(revision.id), revision);
  }

  removeRevision(id: number): void {
    this.changes.push({ kind: 'record.remove', record: 'revision', key: numberKey(id) });
  }

  putVersion(version: Version): void {
    this.versions.push(version);
    this.#put('version', versionKey(version), version);
  }

  removeVersion(version: Version): void {
    this.removedVersions.push(version);
    this.changes.push({ kind: 'record.remove', record: 'version', key: versionKey(version) });
  }

  putAlias(alias: Alias): void {
    this.aliases.push(alias);
    this.#put('alias', aliasKey(alias), alias);
  }

  removeAlias(alias: Alias): void {
    this.removedAliases.push(alias);
    this.changes.push({ kind: 'record.remove', record: 'alias', key: aliasKey(alias) });
  }

  #put(record: 'machine' | 'revision' | 'version' | 'alias' | 'setting', key: string, value: object): void {
    this.changes.push({ kind: 'record.put', record, key, value: JSON.stringify(value) });
  }
}

function nameKey(account: string, name: string): string {
  return `${account}/${name}`;
}
