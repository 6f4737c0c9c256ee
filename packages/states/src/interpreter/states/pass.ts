import type { PassState } from '../../asl/states/pass.ts';
import { inputByPaths, leaveByPaths, leaveJsonata } from '../flow.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const passHandler: StateHandler<PassState> = {
  *run(session, line, state) {
    if (state.flow.plain && state.result === undefined) {
      leave(session, line, state, { output: line.input, assigned: undefined }, state.next);
      return;
    }
    const scope = new LineScope(session, line);
    const { flow, next } = state;
    if (flow.language === 'JSONata') {
      leave(session, line, state, yield* leaveJsonata(flow.output, flow.assign, scope, line.input), next);
      return;
    }
    // a Result stands for the effective input, Parameters and all
    const passed = state.result === undefined ? inputByPaths(flow, line, scope) : Payload.ofValue(state.result);
    leave(session, line, state, leaveByPaths(flow, line, scope, passed), next);
  },
};
