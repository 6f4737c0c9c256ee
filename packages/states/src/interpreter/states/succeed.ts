import type { SucceedState } from '../../asl/states/succeed.ts';
import { effectiveInput, leaveWith } from '../flow.ts';
import { LineScope } from '../line-scope.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const succeedHandler: StateHandler<SucceedState> = {
  *run(session, line, state) {
    if (state.flow.plain) {
      leave(session, line, state, { output: line.input, assigned: undefined }, undefined);
      return;
    }
    const scope = new LineScope(session, line);
    const result = yield* effectiveInput(state.flow, line, scope);
    leave(session, line, state, yield* leaveWith(state.flow, line, scope, result), undefined);
  },
};
