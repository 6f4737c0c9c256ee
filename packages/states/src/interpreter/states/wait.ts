import { runtimeFailure, unusableValue } from '../../asl/failure.ts';
import type { Json } from '../../asl/json.ts';
import type { CompiledPath } from '../../asl/jsonpath/compiled-path.ts';
import type { WaitState } from '../../asl/states/wait.ts';
import { parseTimestamp } from '../../asl/timestamp.ts';
import { wholeSeconds } from '../duration.ts';
import { type Evaluating, evaluateLocated, unexpectedType } from '../evaluation.ts';
import { effectiveInput, leaveWith } from '../flow.ts';
import type { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import type { Session } from '../session.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

const MAX_SECONDS = 99_999_999;

export const waitHandler: StateHandler<WaitState> = {
  *run(session, line, state) {
    const dueMs = yield* due(session, line, state);
    if (dueMs <= session.host.nowMs) {
      yield* go(session, line, state);
      return;
    }
    const seq = session.nextSeq();
    line.wait = { for: 'timer', seq, dueMs };
    session.effects.push({ kind: 'set-timer', seq, dueMs });
  },
  wake: go,
};

function* go(session: Session, line: Line, state: WaitState): Evaluating<void> {
  session.close(line);
  const scope = new LineScope(session, line);
  const input = yield* effectiveInput(state.flow, line, scope);
  leave(session, line, state, yield* leaveWith(state.flow, line, scope, input), state.next);
}

function* due(session: Session, line: Line, state: WaitState): Evaluating<number> {
  const { until } = state;
  const afterSeconds = (seconds: number) => session.host.nowMs + seconds * 1000 * (session.host.waitTimeScale ?? 1);
  if (until.kind === 'seconds') return afterSeconds(until.seconds);
  if (until.kind === 'timestamp') return Math.ceil(until.timestampMs);
  const scope = new LineScope(session, line);
  yield* effectiveInput(state.flow, line, scope);
  switch (until.kind) {
    case 'seconds-path':
      return afterSeconds(secondsAt(until.path, scope));
    case 'timestamp-path':
      return timestampAt(until.path, scope);
    case 'seconds-expression': {
      const value = yield* evaluateLocated({ expression: until.expression, location: 'Seconds' }, scope);
      return afterSeconds(wholeSeconds(value, until.expression, 'Seconds'));
    }
    case 'timestamp-expression': {
      const value = yield* evaluateLocated({ expression: until.expression, location: 'Timestamp' }, scope);
      if (typeof value !== 'string') throw unexpectedType(until.expression, 'Timestamp', 'string', value);
      const timestampMs = parseTimestamp(value);
      if (timestampMs !== undefined) return Math.ceil(timestampMs);
      throw unusableValue(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
        'Timestamp',
      );
    }
  }
}

function secondsAt(path: CompiledPath, scope: LineScope): number {
  const value = path.read(scope);
  if (value === undefined) {
    throw runtimeFailure(`The SecondsPath parameter does not reference an input value: ${path.source}`);
  }
  const seconds = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw runtimeFailure(
      `The SecondsPath parameter cannot be parsed as a long value: ${path.source} == ${show(value)}`,
    );
  }
  if (seconds < 0) {
    throw runtimeFailure(`The SecondsPath parameter references a negative value: ${path.source} == ${seconds}`);
  }
  return Math.min(seconds, MAX_SECONDS);
}

function timestampAt(path: CompiledPath, scope: LineScope): number {
  const value = path.read(scope);
  if (value === undefined) {
    throw runtimeFailure(`The TimestampPath parameter does not reference an input value: ${path.source}`);
  }
  const timestampMs = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (timestampMs !== undefined) return Math.ceil(timestampMs);
  throw runtimeFailure(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.source} == ${show(value)}`,
  );
}

function show(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
