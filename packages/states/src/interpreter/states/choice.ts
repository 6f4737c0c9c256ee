import { runtimeFailure } from '../../asl/failure.ts';
import type { JsonPathFlow } from '../../asl/flow.ts';
import type { Choice, ChoiceState, JsonataChoice } from '../../asl/states/choice.ts';
import { type Evaluating, evaluateLocated, unexpectedType } from '../evaluation.ts';
import { applyInputPath, applyOutputPath, assignFrom, type Leaving, leaveJsonata } from '../flow.ts';
import type { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import type { Session } from '../session.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const choiceHandler: StateHandler<ChoiceState> = {
  *run(session, line, state) {
    const scope = new LineScope(session, line);
    if (state.flow.language === 'JSONPath') applyInputPath(state.flow, line, scope);
    for (const choice of state.choices) {
      const taken = choice.language === 'JSONPath' ? choice.rule(scope) : yield* holds(choice, scope);
      if (!taken) continue;
      yield* go(session, line, state, scope, choice);
      return;
    }
    yield* go(session, line, state, scope, undefined);
  },
};

function* holds({ condition, location }: JsonataChoice, scope: LineScope): Evaluating<boolean> {
  if (typeof condition === 'boolean') return condition;
  const value = yield* evaluateLocated({ expression: condition, location }, scope);
  if (typeof value === 'boolean') return value;
  throw unexpectedType(condition, location, 'boolean', value);
}

/** Goes by a rule, or by Default where no rule held; Assign and Output are the rule's, or the state's. */
function* go(
  session: Session,
  line: Line,
  state: ChoiceState,
  scope: LineScope,
  choice: Choice | undefined,
): Evaluating<void> {
  const next = choice === undefined ? state.default : choice.next;
  if (next === undefined) {
    throw runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');
  }
  const { flow } = state;
  if (flow.language === 'JSONata') {
    const by = choice?.language === 'JSONata' ? choice : flow;
    leave(session, line, state, yield* leaveJsonata(by.output, by.assign, scope, line.input), next);
    return;
  }
  leave(session, line, state, leavePaths(line, flow, scope, choice), next);
}

function leavePaths(line: Line, flow: JsonPathFlow, scope: LineScope, choice: Choice | undefined): Leaving {
  const filtered = applyInputPath(flow, line, scope);
  const assign = choice?.language === 'JSONPath' ? choice.assign : flow.assign;
  const assigned = assign && assignFrom(assign, scope, filtered);
  return { output: applyOutputPath(flow, filtered, scope), assigned };
}
