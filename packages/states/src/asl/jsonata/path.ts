import { isJsonArray, isJsonObject, type Json } from '../json.ts';
import type { Scope } from '../scope.ts';

/** Undefined is JSONata's 'nothing'. */
export type Evaluate = (scope: Scope) => Json | undefined;

/** `root.a.b`, with JSONata's way of mapping over arrays and unwrapping what is left alone. */
export function compilePath(root: Evaluate, names: readonly string[]): Evaluate {
  const last = names.length - 1;
  return (scope) => {
    let value = root(scope);
    for (let i = 0; i <= last; i++) {
      if (value === undefined) return undefined;
      if (isJsonArray(value)) return walk(value, names, i);
      value = member(value, names[i] as string);
    }
    return value;
  };
}

function member(value: Json, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The path from `names[from]` on, over all of `items`. */
function walk(items: readonly Json[], names: readonly string[], from: number): Json | undefined {
  let sequence = items;
  for (let i = from; i < names.length; i++) {
    const found: Looked[] = [];
    for (const item of sequence) {
      const looked = lookUp(item, names[i] as string);
      if (looked !== undefined) found.push(looked);
    }
    const [only] = found;
    if (
      i === names.length - 1 &&
      found.length === 1 &&
      only !== undefined &&
      !only.sequence &&
      isJsonArray(only.value)
    ) {
      return only.value;
    }
    const flat: Json[] = [];
    for (const { value } of found) {
      if (isJsonArray(value)) for (const item of value) flat.push(item);
      else flat.push(value);
    }
    if (flat.length === 0) return undefined;
    sequence = flat;
  }
  return sequence.length === 1 ? sequence[0] : sequence;
}

interface Looked {
  readonly value: Json;
  /** A sequence that was gathered, rather than an array of the data. */
  readonly sequence: boolean;
}

function lookUp(item: Json, name: string): Looked | undefined {
  if (!isJsonArray(item)) {
    const value = member(item, name);
    return value === undefined ? undefined : { value, sequence: false };
  }
  const gathered: Json[] = [];
  gather(item, name, gathered);
  const [first] = gathered;
  if (first === undefined) return undefined;
  return gathered.length === 1 ? { value: first, sequence: false } : { value: gathered, sequence: true };
}

function gather(items: readonly Json[], name: string, into: Json[]): void {
  for (const item of items) {
    if (isJsonArray(item)) gather(item, name, into);
    else {
      const value = member(item, name);
      if (isJsonArray(value)) for (const inner of value) into.push(inner);
      else if (value !== undefined) into.push(value);
    }
  }
}
