import type { JsonPathFlow } from '../../asl/flow.ts';
import type { PassState } from '../../asl/states/pass.ts';
import { inputByPaths, leaveByPaths, leaveJsonata, leaveJsonataNow } from '../flow.ts';
import type { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import type { Session } from '../session.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const passHandler: StateHandler<PassState> = {
  runNow(session, line, state) {
    const { flow, next } = state;
    if (flow.plain && state.result === undefined) {
      leave(session, line, state, { output: line.input, assigned: undefined }, next);
      return true;
    }
    if (flow.language === 'JSONPath') {
      byPaths(session, line, state, flow);
      return true;
    }
    const leaving = leaveJsonataNow(flow.output, flow.assign, new LineScope(session, line), line.input);
    if (leaving === undefined) return false;
    leave(session, line, state, leaving, next);
    return true;
  },
  *run(session, line, state) {
    const { flow, next } = state;
    if (flow.language === 'JSONPath') {
      byPaths(session, line, state, flow);
      return;
    }
    const scope = new LineScope(session, line);
    leave(session, line, state, yield* leaveJsonata(flow.output, flow.assign, scope, line.input), next);
  },
};

function byPaths(session: Session, line: Line, state: PassState, flow: JsonPathFlow): void {
  const scope = new LineScope(session, line);
  // a Result stands for the effective input, Parameters and all
  const passed = state.result === undefined ? inputByPaths(flow, line, scope) : Payload.ofValue(state.result);
  leave(session, line, state, leaveByPaths(flow, line, scope, passed), state.next);
}
