import { StateFailure } from '../asl/failure.ts';
import type { JsonObject } from '../asl/json.ts';
import type { Catcher, Recovery, Retrier } from '../asl/recovery.ts';
import type { State } from '../asl/state.ts';
import type { Evaluating } from './evaluation.ts';
import { assignFrom, combine, type Leaving, leaveJsonata } from './flow.ts';
import type { Line } from './line.ts';
import { LineScope } from './line-scope.ts';
import { Payload } from './payload.ts';
import type { Failure, Session } from './session.ts';
import { leave } from './transition.ts';

type Recovering = Extract<State, Recovery>;

/** A failure inside the interpreter, told as AWS tells it; an expression's is recorded too. */
export function tell(session: Session, line: Line, failure: StateFailure): Failure {
  const error = failure.code;
  const prefix =
    error === 'States.DataLimitExceeded'
      ? ''
      : `An error occurred while executing the state '${line.state}' (entered at the event id #${line.entered?.eventId ?? line.lastEventId}). `;
  const cause = `${prefix}${failure.message}`;
  if (error === 'States.QueryEvaluationError') {
    const location = failure.location === undefined ? {} : { location: failure.location };
    // as recorded: an expression that fails at a state's entry is told of before the entry, so to say
    const { entered } = line;
    if (entered && line.lastEventId === entered.eventId && !failure.inState) line.lastEventId = entered.afterEventId;
    session.emit(line, { type: 'EvaluationFailed', error, cause, ...location, state: line.state });
  }
  return { error, cause };
}

/**
 * The current state has failed: it is tried again, its error is caught, or its line fails. `failed` is recorded unless it
 * is tried again.
 */
export function* failState(
  session: Session,
  line: Line,
  failure: Failure,
  failed?: 'MapStateFailed' | 'ParallelStateFailed',
): Evaluating<void> {
  const state = line.current;
  session.close(line);
  const recoverable = canRecover(state) && failure.error !== 'States.Runtime';
  if (recoverable && retry(session, line, state, failure)) return;
  if (failed !== undefined) session.emit(line, { type: failed });
  if (recoverable) {
    const catcher = state.catch.find(({ errorEquals }) => matches(errorEquals, failure.error));
    if (catcher) {
      yield* takeCatcher(session, line, state, catcher, failure);
      return;
    }
  }
  session.settled.push({ line, failure });
}

function canRecover(state: State): state is Recovering {
  return state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
}

/** Error names as Retry and Catch list them. `States.Runtime` never gets here. */
export function matches(errorEquals: readonly string[], error: string | undefined): boolean {
  return errorEquals.some((name) => {
    if (name === error || name === 'States.ALL') return true;
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && error !== 'States.HeartbeatTimeout';
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

function retry(session: Session, line: Line, state: Recovering, failure: Failure): boolean {
  const index = state.retry.findIndex(({ errorEquals }) => matches(errorEquals, failure.error));
  const retrier = state.retry[index];
  const { entered } = line;
  if (retrier === undefined || entered === undefined) return false;
  const counts = entered.retries ?? state.retry.map(() => 0);
  const made = counts[index] ?? 0;
  if (made >= retrier.maxAttempts) return false;
  line.entered = { ...entered, retries: counts.with(index, made + 1) };
  line.children = undefined;
  const seq = session.nextSeq();
  const dueMs = session.host.nowMs + retryDelayMs(retrier, made, session.host.random);
  line.wait = { for: 'retry', seq, dueMs };
  session.effects.push({ kind: 'set-timer', seq, dueMs });
  return true;
}

/** How long to wait before the retry that follows `made` retries. */
export function retryDelayMs(retrier: Retrier, made: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** made, retrier.maxDelaySeconds, 99_999_999);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random() : 1));
}

function* takeCatcher(
  session: Session,
  line: Line,
  state: Recovering,
  catcher: Catcher,
  failure: Failure,
): Evaluating<void> {
  const scope = new LineScope(session, line);
  const errorOutput: JsonObject = { Error: failure.error ?? '', Cause: failure.cause ?? '' };
  scope.errorOutput = errorOutput;
  const caught = Payload.ofValue(errorOutput);
  try {
    leave(session, line, state, yield* catchWith(catcher, line, scope, caught), catcher.next);
  } catch (error) {
    // a catcher that fails is not caught again
    if (!(error instanceof StateFailure)) throw error;
    session.settled.push({ line, failure: tell(session, line, error) });
  }
}

function* catchWith(catcher: Catcher, line: Line, scope: LineScope, caught: Payload): Evaluating<Leaving> {
  if (catcher.language === 'JSONata') return yield* leaveJsonata(catcher.output, catcher.assign, scope, caught);
  return {
    assigned: catcher.assign && assignFrom(catcher.assign, scope, caught),
    output: combine(catcher.resultPath, line.input, caught),
  };
}
