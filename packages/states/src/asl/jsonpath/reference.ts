import { StateFailure } from '../failure.ts';
import { isJsonArray, isJsonObject, type Json } from '../json.ts';
import type { Step } from './syntax.ts';

/**
 * `into` with `value` at the reference path (ResultPath): missing objects on the way are made, everything beside the
 * path is shared with `into`.
 * @throws {StateFailure} States.ResultPathMatchFailure where the path doesn't fit the data
 */
export function setAtPath(source: string, steps: readonly Step[], into: Json, value: Json): Json {
  return set(0, into);

  function set(depth: number, target: Json | undefined): Json {
    const step = steps[depth];
    if (step === undefined) return value;
    if (step.kind === 'member') {
      if (target !== undefined && target !== null && !isJsonObject(target)) throw mismatch();
      const object = isJsonObject(target) ? target : {};
      const next = set(depth + 1, Object.hasOwn(object, step.name) ? object[step.name] : undefined);
      return { ...object, [step.name]: next };
    }
    if (step.kind === 'index' && isJsonArray(target) && step.index < target.length) {
      return target.with(step.index, set(depth + 1, target[step.index]));
    }
    throw mismatch();
  }

  function mismatch(): StateFailure {
    return new StateFailure(
      'States.ResultPathMatchFailure',
      `Unable to apply Reference Path ${source} to input ${JSON.stringify(into)}`,
    );
  }
}
