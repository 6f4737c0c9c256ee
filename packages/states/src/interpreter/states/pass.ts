import type { PassState } from '../../asl/states/pass.ts';
import { applyInputPath, effectiveInput, leaveWith } from '../flow.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const passHandler: StateHandler<PassState> = {
  *run(session, line, state) {
    const scope = new LineScope(session, line);
    let result: Payload;
    if (state.result === undefined) {
      result = yield* effectiveInput(state.flow, line, scope);
    } else {
      if (state.flow.language === 'JSONPath') applyInputPath(state.flow, line, scope);
      result = Payload.ofValue(state.result);
    }
    leave(session, line, state, yield* leaveWith(state.flow, line, scope, result), state.next);
  },
};
