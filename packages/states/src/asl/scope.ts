import type { Json, JsonObject } from './json.ts';

/** What an expression of a state can see. One object serves a state's whole visit; the interpreter moves its fields on. */
export interface Scope {
  /** `$` in JSONPath. */
  data: Json;
  /** `$states.input` in JSONata. */
  readonly input: Json;
  /** `$states.result`, once there is one. */
  result: Json | undefined;
  /** `$states.errorOutput`, in a Catch. */
  errorOutput: JsonObject | undefined;
  readonly nowMs: number;
  /** The context object: `$$`, `$states.context`. */
  context(): JsonObject;
  /** A workflow variable of this scope or one around it. */
  variable(name: string): Json | undefined;
  /** All variables in sight. */
  variables(): JsonObject;
  random(): number;
  newId(): string;
}
