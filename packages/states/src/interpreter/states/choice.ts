import { runtimeFailure } from '../../asl/failure.ts';
import type { JsonPathFlow } from '../../asl/flow.ts';
import type { Json } from '../../asl/json.ts';
import type { Choice, ChoiceState, JsonataChoice } from '../../asl/states/choice.ts';
import { type Evaluating, evaluateLocated, evaluateNow, unexpectedType } from '../evaluation.ts';
import { applyInputPath, applyOutputPath, assignFrom, type Leaving, leaveJsonata, leaveJsonataNow } from '../flow.ts';
import type { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import type { Session } from '../session.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const choiceHandler: StateHandler<ChoiceState> = {
  runNow(session, line, state) {
    const { flow } = state;
    const scope = new LineScope(session, line);
    if (flow.language === 'JSONPath') {
      byPaths(session, line, state, flow, scope);
      return true;
    }
    let taken: Choice | undefined;
    for (const choice of state.choices) {
      const value = choice.language === 'JSONPath' ? choice.rule(scope) : conditionNow(choice, scope);
      if (value === undefined) return false;
      if (!value) continue;
      taken = choice;
      break;
    }
    const by = taken?.language === 'JSONata' ? taken : flow;
    const next = nextOf(state, taken);
    const leaving = leaveJsonataNow(by.output, by.assign, scope, line.input);
    if (leaving === undefined) return false;
    leave(session, line, state, leaving, next);
    return true;
  },
  *run(session, line, state) {
    const { flow } = state;
    const scope = new LineScope(session, line);
    if (flow.language === 'JSONPath') {
      byPaths(session, line, state, flow, scope);
      return;
    }
    let taken: Choice | undefined;
    for (const choice of state.choices) {
      const holds = choice.language === 'JSONPath' ? choice.rule(scope) : yield* condition(choice, scope);
      if (!holds) continue;
      taken = choice;
      break;
    }
    const by = taken?.language === 'JSONata' ? taken : flow;
    const next = nextOf(state, taken);
    leave(session, line, state, yield* leaveJsonata(by.output, by.assign, scope, line.input), next);
  },
};

function* condition(choice: JsonataChoice, scope: LineScope): Evaluating<boolean> {
  const { condition: expression, location } = choice;
  if (typeof expression === 'boolean') return expression;
  return asBoolean(choice, yield* evaluateLocated({ expression, location }, scope));
}

/** Undefined where something outside has to be asked. */
function conditionNow(choice: JsonataChoice, scope: LineScope): boolean | undefined {
  const { condition: expression, location } = choice;
  if (typeof expression === 'boolean') return expression;
  const value = evaluateNow({ expression, location }, scope);
  return value === undefined ? undefined : asBoolean(choice, value);
}

function asBoolean({ condition: expression, location }: JsonataChoice, value: Json): boolean {
  if (typeof value === 'boolean' || typeof expression === 'boolean') return value === true;
  throw unexpectedType(expression, location, 'boolean', value);
}

/** By a rule, or by Default where no rule held. */
function nextOf(state: ChoiceState, taken: Choice | undefined): string {
  const next = taken === undefined ? state.default : taken.next;
  if (next !== undefined) return next;
  throw runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');
}

function byPaths(session: Session, line: Line, state: ChoiceState, flow: JsonPathFlow, scope: LineScope): void {
  applyInputPath(flow, line, scope);
  const taken = state.choices.find((choice) => choice.language === 'JSONPath' && choice.rule(scope));
  const next = nextOf(state, taken);
  leave(session, line, state, leavePaths(line, flow, scope, taken), next);
}

/** Assign is the rule's, or the state's. */
function leavePaths(line: Line, flow: JsonPathFlow, scope: LineScope, choice: Choice | undefined): Leaving {
  const filtered = applyInputPath(flow, line, scope);
  const assign = choice?.language === 'JSONPath' ? choice.assign : flow.assign;
  const assigned = assign && assignFrom(assign, scope, filtered);
  return { output: applyOutputPath(flow, filtered, scope), assigned };
}
