import { runtimeFailure, StateFailure } from '../asl/failure.ts';
import type { Flow, JsonPathFlow } from '../asl/flow.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import type { JsonataTemplate } from '../asl/jsonata/template.ts';
import type { CompiledPath } from '../asl/jsonpath/compiled-path.ts';
import { setAtPath } from '../asl/jsonpath/reference.ts';
import type { Template } from '../asl/template.ts';
import { buildTemplate, buildTemplateNow, type Evaluating } from './evaluation.ts';
import { exceeds, MAX_HELD_CHARACTERS, MAX_PAYLOAD_BYTES, MAX_VARIABLE_BYTES, MAX_VARIABLES_BYTES } from './limits.ts';
import type { Line } from './line.ts';
import type { LineScope } from './line-scope.ts';
import { EMPTY_OBJECT, Payload } from './payload.ts';
import type { Session } from './session.ts';

/** What a state leaves with. */
export interface Leaving {
  readonly output: Payload;
  /** The variables that it assigns. */
  readonly assigned: JsonObject | undefined;
}

/** The state's input after InputPath and Parameters (or Arguments). @throws {StateFailure} */
export function* effectiveInput(flow: Flow, line: Line, scope: LineScope): Evaluating<Payload> {
  if (flow.language === 'JSONata') {
    if (flow.arguments === undefined) return line.input;
    return Payload.ofValue(yield* buildTemplate(flow.arguments, scope));
  }
  return inputByPaths(flow, line, scope);
}

/** The same for a JSONPath state. @throws {StateFailure} */
export function inputByPaths(flow: JsonPathFlow, line: Line, scope: LineScope): Payload {
  const filtered = applyInputPath(flow, line, scope);
  return flow.parameters === undefined ? filtered : Payload.ofValue(flow.parameters.build(scope));
}

/** The state's input after InputPath; leaves `$` there. */
export function applyInputPath(flow: JsonPathFlow, line: Line, scope: LineScope): Payload {
  const filtered = select(flow.inputPath, line.input, scope);
  if (filtered !== line.input) scope.data = filtered.value;
  return filtered;
}

/**
 * What the state leaves with, given what it came to: ResultSelector, Assign, ResultPath and OutputPath, or Assign and
 * Output.
 * @throws {StateFailure}
 */
export function* leaveWith(flow: Flow, line: Line, scope: LineScope, result: Payload): Evaluating<Leaving> {
  if (flow.language === 'JSONata') return yield* leaveJsonata(flow.output, flow.assign, scope, result);
  return leaveByPaths(flow, line, scope, result);
}

/** The same for a JSONPath state, which needs nothing evaluated outside. @throws {StateFailure} */
export function leaveByPaths(flow: JsonPathFlow, line: Line, scope: LineScope, result: Payload): Leaving {
  let selected = result;
  if (flow.resultSelector !== undefined) {
    scope.data = result.value;
    selected = Payload.ofValue(flow.resultSelector.build(scope));
  }
  const assigned = flow.assign && assignFrom(flow.assign, scope, selected);
  const combined = combine(flow.resultPath, line.input, selected);
  return { output: applyOutputPath(flow, combined, scope), assigned };
}

export function* leaveJsonata(
  output: JsonataTemplate | undefined,
  assign: JsonataTemplate | undefined,
  scope: LineScope,
  otherwise: Payload,
): Evaluating<Leaving> {
  const assigned = assign && ((yield* buildTemplate(assign, scope)) as JsonObject);
  if (output === undefined) return { output: otherwise, assigned };
  return { output: Payload.ofValue(yield* buildTemplate(output, scope)), assigned };
}

/** The same where nothing outside has to be asked; otherwise undefined. @throws {StateFailure} */
export function leaveJsonataNow(
  output: JsonataTemplate | undefined,
  assign: JsonataTemplate | undefined,
  scope: LineScope,
  otherwise: Payload,
): Leaving | undefined {
  const assigned = assign && (buildTemplateNow(assign, scope) as JsonObject | undefined);
  if (assign !== undefined && assigned === undefined) return undefined;
  if (output === undefined) return { output: otherwise, assigned };
  const value = buildTemplateNow(output, scope);
  return value === undefined ? undefined : { output: Payload.ofValue(value), assigned };
}

export function assignFrom(assign: Template, scope: LineScope, data: Payload): JsonObject {
  scope.data = data.value;
  return assign.build(scope) as JsonObject;
}

export function applyOutputPath(flow: JsonPathFlow, output: Payload, scope: LineScope): Payload {
  if (flow.outputPath) scope.data = output.value;
  return select(flow.outputPath, output, scope);
}

/** ResultPath: null keeps the input, `$` (undefined) takes the result. */
export function combine(resultPath: CompiledPath | null | undefined, input: Payload, result: Payload): Payload {
  if (resultPath === undefined) return result;
  if (resultPath === null) return input;
  return Payload.ofValue(setAtPath(resultPath.source, resultPath.syntax.steps, input.value, result.value));
}

/** InputPath or OutputPath: null stands for an empty object. */
function select(path: CompiledPath | null | undefined, payload: Payload, scope: LineScope): Payload {
  if (path === undefined) return payload;
  if (path === null) return EMPTY_OBJECT;
  const value = path.read(scope);
  if (value !== undefined) return Payload.ofValue(value);
  throw runtimeFailure(`Invalid path '${path.source}' : ${path.missing(scope)}`);
}

/** @throws {StateFailure} States.DataLimitExceeded */
export function checkSize(output: Payload, producer: string): void {
  if (output.surelyLongerThan(MAX_PAYLOAD_BYTES) || exceeds(output.text, MAX_PAYLOAD_BYTES))
    throw dataLimitExceeded(producer);
}

/** Too little to be counted. */
const LITTLE_HELD_CHARACTERS = 16_384;

/**
 * A state is about to open lines whose inputs have so many characters.
 * @throws {StateFailure} States.DataLimitExceeded where all lines together would hold too much
 */
export function checkHeld(session: Session, line: Line, characters: number): void {
  if (characters <= LITTLE_HELD_CHARACTERS) return;
  let held = characters;
  for (const other of session.root.all()) held += other.input.text.length;
  if (held > MAX_HELD_CHARACTERS) throw dataLimitExceeded(line.state);
}

export function dataLimitExceeded(producer: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${producer}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/**
 * Puts assigned variables into the line's scope.
 * @returns their values as JSON text, by name
 * @throws {StateFailure} States.DataLimitExceeded
 */
export function assignVariables(line: Line, assigned: JsonObject): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(assigned)) {
    const payload = Payload.ofValue(value);
    if (payload.surelyLongerThan(MAX_VARIABLE_BYTES) || exceeds(payload.text, MAX_VARIABLE_BYTES)) {
      throw variableTooLarge(name);
    }
    texts[name] = payload.text;
  }
  const variables: JsonObject = line.variables === undefined ? assigned : { ...line.variables, ...assigned };
  checkTotal(line, variables);
  line.variables = variables;
  return texts;
}

function checkTotal(line: Line, variables: JsonObject): void {
  const all: Json = line.parent === undefined ? variables : { ...line.parent.allVariables(), ...variables };
  // so few cannot be too much, each being within its own limit
  if (Object.keys(all).length * MAX_VARIABLE_BYTES <= MAX_VARIABLES_BYTES) return;
  if (exceeds(JSON.stringify(all), MAX_VARIABLES_BYTES)) {
    throw new StateFailure(
      'States.DataLimitExceeded',
      'The variables exceed the maximum number of bytes service limit.',
    );
  }
}

function variableTooLarge(name: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The value of the variable '${name}' exceeds the maximum number of bytes service limit.`,
  );
}
