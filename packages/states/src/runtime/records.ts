// The records of the catalogue, as they are stored: JSON with a version.
import type { JsonObject } from '../asl/json.ts';

export interface StateMachine {
  readonly v: 1;
  readonly id: number;
  readonly account: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** DELETED ones stay as long as executions of theirs are kept. */
  readonly status: 'ACTIVE' | 'DELETING' | 'DELETED';
  /** The revision that new executions begin with. */
  readonly revisionId: number;
  readonly createdMs: number;
  readonly updatedMs?: number;
  /** The number of the last version published, 0 before the first; numbers are never used again. */
  readonly lastVersion: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What an execution keeps from its beginning to its end. */
export interface Revision {
  readonly v: 1;
  readonly id: number;
  readonly machineId: number;
  /** The revision's id on the wire; the first revision has none, and its versions say INITIAL. */
  readonly uuid: string | null;
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: JsonObject;
  readonly tracing: JsonObject;
  readonly encryption: JsonObject;
  readonly createdMs: number;
}

export interface Version {
  readonly v: 1;
  readonly machineId: number;
  readonly number: number;
  readonly revisionId: number;
  readonly description?: string;
  readonly createdMs: number;
}

export interface Alias {
  readonly v: 1;
  readonly machineId: number;
  readonly name: string;
  readonly description?: string;
  readonly routing: readonly { readonly version: number; readonly weight: number }[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** Numbers as record keys: in order as text. */
export function numberKey(id: number): string {
  return String(id).padStart(12, '0');
}

export function versionKey(version: Pick<Version, 'machineId' | 'number'>): string {
  return `${numberKey(version.machineId)}/${numberKey(version.number)}`;
}

export function aliasKey(alias: Pick<Alias, 'machineId' | 'name'>): string {
  return `${numberKey(alias.machineId)}/${alias.name}`;
}
