import type { StateTypeName } from '../../asl/state-base.ts';
import type { EventBase } from './base.ts';

export interface StateEntered extends EventBase {
  readonly type: `${StateTypeName}StateEntered`;
  readonly name: string;
  readonly input: string;
}

/** A Fail state is never left. */
export interface StateExited extends EventBase {
  readonly type: `${Exclude<StateTypeName, 'Fail'>}StateExited`;
  readonly name: string;
  readonly output: string;
  /** Variable name to the JSON text of the value it was given. */
  readonly assignedVariables?: Readonly<Record<string, string>>;
}
