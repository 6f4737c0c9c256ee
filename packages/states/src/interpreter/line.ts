import type { Json, JsonObject } from '../asl/json.ts';
import type { State } from '../asl/state.ts';
import type { StateMap } from '../asl/state-base.ts';
import type { Branch, Entered, Wait } from './execution.ts';
import { Payload } from './payload.ts';

/** A branch of the execution while it is interpreted: the same as `Branch`, mutable and linked to the program. */
export class Line {
  readonly map: StateMap<State>;
  readonly parent: Line | undefined;
  /** Position in the state that opened it. */
  readonly index: number | undefined;
  state: string;
  input: Payload;
  lastEventId: number;
  variables: JsonObject | undefined;
  entered: Entered | undefined;
  wait: Wait | undefined;
  children: Line[] | undefined;
  gathered: Gathered | undefined;
  output: Payload | undefined;

  constructor(map: StateMap<State>, parent: Line | undefined, index: number | undefined, from: LineStart) {
    this.map = map;
    this.parent = parent;
    this.index = index;
    this.state = from.state;
    this.input = from.input;
    this.lastEventId = from.lastEventId;
  }

  static load(branch: Branch, map: StateMap<State>, parent: Line | undefined): Line {
    const line = new Line(map, parent, branch.index, {
      state: branch.state,
      input: Payload.ofText(branch.input),
      lastEventId: branch.lastEventId,
    });
    line.variables = branch.variables;
    line.entered = branch.entered;
    line.wait = branch.wait;
    line.gathered = branch.gathered && copy(branch.gathered);
    line.output = branch.output === undefined ? undefined : Payload.ofText(branch.output);
    line.children = branch.children?.map((child) => Line.load(child, childMap(line.current, child.index), line));
    return line;
  }

  save(): Branch {
    return {
      state: this.state,
      input: this.input.text,
      lastEventId: this.lastEventId,
      ...(this.variables === undefined ? {} : { variables: this.variables }),
      ...(this.entered === undefined ? {} : { entered: this.entered }),
      ...(this.wait === undefined ? {} : { wait: this.wait }),
      ...(this.index === undefined ? {} : { index: this.index }),
      ...(this.children === undefined ? {} : { children: this.children.map((child) => child.save()) }),
      ...(this.gathered === undefined ? {} : { gathered: this.gathered }),
      ...(this.output === undefined ? {} : { output: this.output.text }),
    };
  }

  get current(): State {
    const state = this.map.states.get(this.state);
    if (state === undefined) throw new UnknownStateError(`the definition has no state '${this.state}'`);
    return state;
  }

  variable(name: string): Json | undefined {
    for (let line: Line | undefined = this; line !== undefined; line = line.parent) {
      if (line.variables !== undefined && Object.hasOwn(line.variables, name)) return line.variables[name];
    }
    return undefined;
  }

  /** All variables in sight, inner ones before outer ones. */
  allVariables(): JsonObject {
    if (this.parent === undefined) return this.variables ?? {};
    return { ...this.parent.allVariables(), ...this.variables };
  }

  /** How often the current state has been tried again. */
  get retryCount(): number {
    return this.entered?.retries?.reduce((sum, count) => sum + count, 0) ?? 0;
  }

  *all(): Generator<Line> {
    yield this;
    for (const child of this.children ?? []) yield* child.all();
  }
}

/** Mutable while the line is interpreted; lists are the line's own. */
export type Gathered = Record<string, Json>;

function copy(gathered: JsonObject): Gathered {
  return Object.fromEntries(
    Object.entries(gathered).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  );
}

export interface LineStart {
  readonly state: string;
  readonly input: Payload;
  readonly lastEventId: number;
}

/** An execution was combined with a definition that isn't its own. */
export class UnknownStateError extends Error {
  readonly code = 'UNKNOWN_STATE';
}

/** The states that a child of a Parallel or Map runs through. */
function childMap(state: State, index: number | undefined): StateMap<State> {
  if (state.type === 'Map') return state.processor;
  const branch = state.type === 'Parallel' ? state.branches[index ?? -1] : undefined;
  if (branch === undefined) throw new UnknownStateError(`the state '${state.name}' has no branch ${index}`);
  return branch;
}
