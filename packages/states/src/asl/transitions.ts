import type { Fields } from './fields.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';
import type { SourcePath } from './source.ts';

interface Target {
  readonly name: string;
  readonly path: SourcePath;
}

/**
 * Checks that every transition leads to a state of the same scope, that every state can be reached, and that there is an
 * end. Works on the text's own objects, so that one broken state doesn't hide what it leads to.
 */
export function checkTransitions(fields: Fields, startAt: string, states: JsonObject): void {
  const { checker } = fields;
  const targets = new Map(Object.entries(states).map(([name, state]) => [name, targetsOf(fields, name, state)]));
  const start = { name: startAt, path: fields.at('StartAt') };
  for (const { name, path } of [start, ...[...targets.values()].flat()]) {
    if (!targets.has(name)) checker.report(path, `Missing 'Next' target: ${name}`, 'MISSING_TRANSITION_TARGET');
  }
  if (!Object.values(states).some(isTerminal)) {
    checker.reportWhole('Workflow has no terminal state', 'MISSING_END_STATE');
    return;
  }
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const target of targets.get(name) ?? []) open.push(target.name);
  }
  for (const name of targets.keys()) {
    if (!reached.has(name)) {
      checker.report(fields.at('States', name), `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
    }
  }
}

function targetsOf(fields: Fields, name: string, state: Json): Target[] {
  if (!isJsonObject(state)) return [];
  const at = (...steps: SourcePath): SourcePath => fields.at('States', name, ...steps);
  const targets: Target[] = [];
  const add = (target: Json | undefined, path: SourcePath) => {
    if (typeof target === 'string') targets.push({ name: target, path });
  };
  if (state.End !== true && state.Type !== 'Choice') add(state.Next, at('Next'));
  add(state.Default, at('Default'));
  for (const list of ['Choices', 'Catch']) {
    const items = state[list];
    if (!isJsonArray(items)) continue;
    for (const [i, item] of items.entries()) if (isJsonObject(item)) add(item.Next, at(list, i, 'Next'));
  }
  return targets;
}

function isTerminal(state: Json): boolean {
  if (!isJsonObject(state) || state.Type === undefined) return false;
  return state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
}
