import { evaluationFailure, runtimeFailure, StateFailure } from '../../asl/failure.ts';
import { isJsonArray, type Json, type JsonArray } from '../../asl/json.ts';
import type { State } from '../../asl/state.ts';
import type { Limit, MapState } from '../../asl/states/map.ts';
import { abort } from '../abort.ts';
import { buildTemplate, type Evaluating, unexpectedType } from '../evaluation.ts';
import { applyInputPath, checkHeld, leaveWith } from '../flow.ts';
import { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import { failState, tell } from '../recovery.ts';
import type { Session } from '../session.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

/** Iterations of an inline Map that run at once where it sets no limit of its own. */
const INLINE_CONCURRENCY = 40;

type Inline = MapState<State>;

/** What a Map keeps in `gathered`: its items, how many were begun, and what each came to. */
interface Progress {
  readonly items: JsonArray;
  begun: number;
  done: number;
  results: Json[];
  concurrency: number;
}

export const mapHandler: StateHandler<Inline> = {
  *run(session, line, state) {
    if (state.distributed) throw runtimeFailure('Distributed Map states are not supported.');
    const scope = new LineScope(session, line);
    let items: JsonArray;
    let concurrency: number;
    try {
      if (state.flow.language === 'JSONPath') applyInputPath(state.flow, line, scope);
      items = yield* readItems(state, scope);
      concurrency = (yield* readLimit(state.maxConcurrency, 'MaxConcurrency', scope)) || INLINE_CONCURRENCY;
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const failure = tell(session, line, error);
      yield* failState(session, line, failure, 'MapStateFailed');
      return;
    }
    const startedId = session.emit(line, { type: 'MapStateStarted', length: items.length });
    const progress: Progress = { items, begun: 0, done: 0, results: [], concurrency };
    line.gathered = { ...line.gathered, ...(progress as unknown as Record<string, Json>) };
    line.children = [];
    while (progressOf(line).begun < Math.min(items.length, concurrency)) yield* begin(session, line, state, startedId);
    if (items.length === 0) yield* finish(session, line, state);
  },

  *childSettled(session, line, state, { line: child, failure }) {
    const progress = progressOf(line);
    const index = child.index ?? 0;
    if (failure !== undefined) {
      session.record(child.lastEventId, { type: 'MapIterationFailed', name: state.name, index });
      const others = (line.children ?? []).filter((other) => other !== child);
      abort(session, others);
      for (const other of others) {
        session.record(other.lastEventId, { type: 'MapIterationAborted', name: state.name, index: other.index ?? 0 });
      }
      line.lastEventId = child.lastEventId;
      yield* failState(session, line, failure, 'MapStateFailed');
      return;
    }
    const succeededId = session.record(child.lastEventId, { type: 'MapIterationSucceeded', name: state.name, index });
    progress.results[index] = (child.output as Payload).value;
    progress.done += 1;
    line.children = (line.children ?? []).filter((other) => other !== child);
    line.lastEventId = succeededId;
    if (progress.begun < progress.items.length) yield* begin(session, line, state, child.lastEventId);
    else if (progress.done === progress.items.length) yield* finish(session, line, state);
  },
};

function progressOf(line: Line): Progress {
  return line.gathered as unknown as Progress;
}

function* begin(session: Session, line: Line, state: Inline, afterEventId: number): Evaluating<void> {
  const progress = progressOf(line);
  const index = progress.begun;
  progress.begun += 1;
  const value = progress.items[index] as Json;
  const item = { Index: index, Value: value };
  const input = yield* selectInput(session, line, state, item);
  checkHeld(session, line, input.text.length);
  const startedId = session.record(afterEventId, { type: 'MapIterationStarted', name: state.name, index });
  const child = new Line(state.processor, line, index, {
    state: state.processor.startAt,
    input,
    lastEventId: startedId,
  });
  child.gathered = { item };
  line.children = [...(line.children ?? []), child];
  session.ready.push(child);
}

function* selectInput(
  session: Session,
  line: Line,
  state: Inline,
  item: { readonly Index: number; readonly Value: Json },
): Evaluating<Payload> {
  const { itemSelector, flow } = state;
  if (itemSelector === undefined) return Payload.ofValue(item.Value);
  const scope = new LineScope(session, line, item);
  if (flow.language === 'JSONPath') applyInputPath(flow, line, scope);
  if ('expressions' in itemSelector) return Payload.ofValue(yield* buildTemplate(itemSelector, scope));
  return Payload.ofValue(itemSelector.build(scope));
}

function* finish(session: Session, line: Line, state: Inline): Evaluating<void> {
  session.record(line.lastEventId, { type: 'MapStateSucceeded' });
  const scope = new LineScope(session, line);
  const result = Payload.ofValue(progressOf(line).results);
  if (state.flow.language === 'JSONata') scope.result = result.value;
  leave(session, line, state, yield* leaveWith(state.flow, line, scope, result), state.next);
}

function* readItems(state: Inline, scope: LineScope): Evaluating<JsonArray> {
  const { items } = state;
  if (items.language === 'JSONata') {
    if (items.template === undefined) {
      if (isJsonArray(scope.input)) return scope.input;
      throw evaluationFailure(`Map state input must be an array but was: ${JSON.stringify(scope.input)}`, undefined);
    }
    const value = yield* buildTemplate(items.template, scope);
    if (isJsonArray(value)) return value;
    const located = items.template.expressions[0];
    if (located) throw unexpectedType(located.expression, 'Items', 'array', value);
    throw evaluationFailure(`The Items field must be an array but was: ${JSON.stringify(value)}`, 'Items');
  }
  const value = items.path === undefined ? scope.data : items.path.read(scope);
  if (isJsonArray(value)) return value;
  const source = items.path?.source ?? '$';
  if (value === undefined && items.path)
    throw runtimeFailure(`Invalid path '${source}' : ${items.path.missing(scope)}`);
  throw runtimeFailure(`Reference path "${source}" must point to array.`);
}

function* readLimit(limit: Limit | undefined, field: string, scope: LineScope): Evaluating<number> {
  if (limit === undefined) return 0;
  if (limit.kind === 'constant') return limit.value;
  if (limit.kind === 'expression') {
    const value = yield* buildTemplate(limit.template, scope);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    const located = limit.template.expressions[0];
    if (located) throw unexpectedType(located.expression, field, 'integer', value);
    throw evaluationFailure(`The ${field} field must be a non-negative integer`, field);
  }
  const value = limit.path.read(scope);
  if (value === undefined) {
    throw runtimeFailure(`The ${field}Path field does not reference an input value: ${limit.path.source}`);
  }
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw runtimeFailure(
    `The ${field}Path field refers to value "${shown}" which is not a valid integer: ${limit.path.source}`,
  );
}
