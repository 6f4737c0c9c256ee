import { runtimeFailure } from '../failure.ts';
import { isJsonArray, isJsonObject, type Json } from '../json.ts';
import type { Scope } from '../scope.ts';
import { counted, spend } from '../work.ts';
import type { CompiledPath } from './compiled-path.ts';
import { compileFilter } from './filter.ts';
import { parsePath } from './parse.ts';
import { isDefinite, normalised, type PathSyntax, type Root, type Step } from './syntax.ts';

/** @throws {PathSyntaxError} */
export function compilePath(source: string): CompiledPath {
  return compileParsedPath(source, parsePath(source));
}

export function compileParsedPath(source: string, syntax: PathSyntax): CompiledPath {
  const root = rootReader(syntax.root);
  const definite = isDefinite(syntax);
  const walk = definite ? compileDefinite(syntax.steps) : compileIndefinite(syntax.steps);
  return {
    source,
    syntax,
    definite,
    read: (scope) => {
      const from = root(scope);
      return from === undefined ? undefined : walk(from, scope);
    },
    missing: (scope) => explainMissing(root(scope), syntax.steps),
  };
}

function rootReader(root: Root): (scope: Scope) => Json | undefined {
  switch (root.kind) {
    case 'data':
      return (scope) => scope.data;
    case 'context':
      return (scope) => scope.context();
    case 'variable':
      return (scope) => scope.variable(root.name);
    case 'item':
      return () => undefined;
  }
}

/** More values than a payload can hold, and a path has gone round in circles (`$..*..*..*`). */
const MAX_SELECTED = 262_144;

type Walk = (from: Json, scope: Scope) => Json | undefined;

function compileDefinite(steps: readonly Step[]): Walk {
  if (steps.length === 0) return (from) => from;
  if (steps.length === 1) return (from) => take(from, steps[0] as Step);
  return (from) => {
    let value: Json | undefined = from;
    for (const step of steps) {
      value = take(value, step);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function take(from: Json, step: Step): Json | undefined {
  if (step.kind === 'member') {
    if (!isJsonObject(from) || !Object.hasOwn(from, step.name)) return undefined;
    return from[step.name];
  }
  if (step.kind === 'index') return isJsonArray(from) ? from.at(step.index) : undefined;
  if (isJsonArray(from) || typeof from === 'string') return from.length;
  return isJsonObject(from) ? Object.keys(from).length : undefined;
}

function compileIndefinite(steps: readonly Step[]): Walk {
  const expanders = steps.map(expander);
  const walk: Walk = (from, scope) => {
    let values: readonly Json[] = [from];
    for (const expand of expanders) {
      const next: Json[] = [];
      for (const value of values) {
        expand(value, next, scope);
        if (next.length > MAX_SELECTED) throw runtimeFailure('A path selects too many values.');
        spend(1);
      }
      values = next;
    }
    return values;
  };
  return (from, scope) => counted(() => walk(from, scope));
}

type Expand = (value: Json, into: Json[], scope: Scope) => void;

function expander(step: Step): Expand {
  switch (step.kind) {
    case 'member':
    case 'index':
    case 'length':
      return (value, into) => {
        const found = take(value, step);
        if (found !== undefined) into.push(found);
      };
    case 'wildcard':
      return (value, into) => {
        for (const item of childrenOf(value)) into.push(item);
      };
    case 'members':
      return (value, into) => {
        if (!isJsonObject(value)) return;
        spend(step.names.length);
        const names = step.names.filter((name) => Object.hasOwn(value, name));
        into.push(Object.fromEntries(names.map((name) => [name, value[name] as Json])));
      };
    case 'indices':
      return (value, into) => {
        if (!isJsonArray(value)) return;
        spend(step.indices.length);
        for (const index of step.indices) {
          const found = value.at(index);
          if (found !== undefined) into.push(found);
        }
      };
    case 'slice':
      return (value, into) => {
        if (!isJsonArray(value)) return;
        const part = value.slice(step.from, step.to);
        const by = Math.max(1, step.by ?? 1);
        spend(part.length);
        for (let i = 0; i < part.length; i += by) into.push(part[i] as Json);
      };
    case 'descend':
      return descend;
    case 'filter': {
      const holds = compileFilter(step.filter, compileParsedPath);
      return (value, into, scope) => {
        const items = isJsonArray(value) ? value : isJsonObject(value) ? [value] : [];
        spend(items.length);
        for (const item of items) if (holds(item, scope)) into.push(item);
      };
    }
  }
}

function descend(value: Json, into: Json[]): void {
  if (typeof value !== 'object' || value === null) return;
  into.push(value);
  for (const item of childrenOf(value)) descend(item, into);
}

function childrenOf(value: Json): readonly Json[] {
  const children = isJsonArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  spend(children.length);
  return children;
}

function explainMissing(from: Json | undefined, steps: readonly Step[]): string {
  let value = from;
  for (const [i, step] of steps.entries()) {
    const next = value === undefined ? undefined : take(value, step);
    if (next === undefined) {
      const path = normalised(steps.slice(0, i + 1));
      return i === steps.length - 1 ? `No results for path: ${path}` : `Missing property in path ${path}`;
    }
    value = next;
  }
  return `No results for path: ${normalised(steps)}`;
}
