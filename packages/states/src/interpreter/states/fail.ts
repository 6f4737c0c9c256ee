import { runtimeFailure } from '../../asl/failure.ts';
import type { FailState } from '../../asl/states/fail.ts';
import { notFound } from '../../asl/template.ts';
import type { TextSource } from '../../asl/text-source.ts';
import { type Evaluating, evaluateLocated, unexpectedType } from '../evaluation.ts';
import { LineScope } from '../line-scope.ts';
import type { StateHandler } from './handler.ts';

export const failHandler: StateHandler<FailState> = {
  *run(session, line, state) {
    const scope = new LineScope(session, line);
    const error = state.error && (yield* readText(state.error, scope));
    const cause = state.cause && (yield* readText(state.cause, scope));
    session.settled.push({
      line,
      failure: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) },
    });
  },
};

function* readText(source: TextSource, scope: LineScope): Evaluating<string> {
  if (source.kind === 'constant') return source.text;
  if (source.kind === 'expression') {
    const value = yield* evaluateLocated({ expression: source.expression, location: source.field }, scope);
    if (typeof value === 'string') return value;
    throw unexpectedType(source.expression, source.field, 'string', value);
  }
  const value = source.kind === 'intrinsic' ? source.intrinsic.read(scope) : source.path.read(scope);
  if (value === undefined && source.kind === 'path') notFound(source.path, source.field, scope);
  if (typeof value === 'string') return value;
  throw runtimeFailure(`The value of the field '${source.field}' must be a string but was: ${JSON.stringify(value)}`);
}
