import { Fields } from './fields.ts';
import { isJsonObject } from './json.ts';
import type { Source } from './source.ts';
import type { State } from './state.ts';
import type { QueryLanguage, StateContext, StateMap, StateParser, StateTypeName } from './state-base.ts';
import { parseChoice } from './states/choice.ts';
import { parseFail } from './states/fail.ts';
import { parseMap } from './states/map.ts';
import { parseParallel } from './states/parallel.ts';
import { parsePass } from './states/pass.ts';
import { parseSucceed } from './states/succeed.ts';
import { parseTask } from './states/task.ts';
import { parseWait } from './states/wait.ts';
import { checkTransitions } from './transitions.ts';

const parsers: Readonly<Record<StateTypeName, StateParser<State>>> = {
  Task: parseTask,
  Wait: parseWait,
  Pass: parsePass,
  Succeed: parseSucceed,
  Fail: parseFail,
  Choice: parseChoice,
  Parallel: parseParallel,
  Map: parseMap,
};

const MAX_NAME = 80;

/** Reads `StartAt` and `States` of a machine, a branch or a processor. */
export function parseStateMap<S extends State>(
  fields: Fields,
  machineLanguage: QueryLanguage,
  source: Source,
): StateMap<S> | undefined {
  const missing = ['States', 'StartAt'].filter((name) => !fields.has(name));
  if (missing.length > 0) fields.require(missing);
  const startAt = fields.string('StartAt');
  const object = fields.objectField('States');
  if (startAt === undefined || object === undefined) return undefined;
  for (const name of source.duplicates(fields.at('States'))) {
    reportDuplicate(fields, name);
  }
  const states = new Map<string, S>();
  for (const [name, value] of Object.entries(object)) {
    const path = fields.at('States', name);
    if (name.length > MAX_NAME) {
      const limit = `exceeds the ${MAX_NAME}-character limit allowed by the service`;
      fields.checker.report(path, `Invalid State name: State '${name}' ${limit}`, 'INVALID_STATE_NAME');
    }
    if (!fields.checker.isNew(name)) reportDuplicate(fields, name);
    if (!isJsonObject(value)) {
      fields.checker.report(path, 'Expected value of type Object');
      continue;
    }
    const state = parseState(new Fields(fields.checker, path, value), name, machineLanguage, source);
    if (state) states.set(name, state as S);
  }
  if (Object.keys(object).length === 0) fields.report('States', 'Value cannot be empty');
  checkTransitions(fields, startAt, object);
  return { startAt, states };
}

function reportDuplicate(fields: Fields, name: string): void {
  fields.checker.report(fields.at('States', name), `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
}

function parseState(fields: Fields, name: string, machine: QueryLanguage, source: Source): State | undefined {
  const type = fields.raw('Type');
  if (type === undefined) {
    fields.reportHere("The field 'Type' is required");
    return undefined;
  }
  if (typeof type !== 'string' || !Object.hasOwn(parsers, type)) {
    fields.report('Type', `The field 'Type' should have one of these values: [${Object.keys(parsers).join(', ')}]`);
    return undefined;
  }
  const context: StateContext = {
    checker: fields.checker,
    name,
    queryLanguage: readQueryLanguage(fields, machine),
    parseStateMap: <S>(inner: Fields) => parseStateMap(inner, machine, source) as StateMap<S> | undefined,
  };
  fields.string('Comment');
  return parsers[type as StateTypeName](fields, context);
}

function readQueryLanguage(fields: Fields, machine: QueryLanguage): QueryLanguage {
  const language = fields.string('QueryLanguage') ?? machine;
  if (language !== 'JSONPath' && language !== 'JSONata') {
    fields.report('QueryLanguage', "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]");
    return machine;
  }
  if (language === 'JSONPath' && machine === 'JSONata') {
    fields.reportHere("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  return language;
}
