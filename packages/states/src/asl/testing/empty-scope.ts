import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../scope.ts';

interface Given {
  readonly data?: Json;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
}

/** A scope for tests of expressions: what is given, and nothing else. */
export function emptyScope({ data = {}, context = {}, variables = {} }: Given = {}): Scope {
  return {
    data,
    input: data,
    result: undefined,
    errorOutput: undefined,
    nowMs: 0,
    context: () => context,
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variables: () => variables,
    random: () => 0.5,
    newId: () => 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  };
}
