import type { State } from '../../asl/state.ts';
import type { ParallelState } from '../../asl/states/parallel.ts';
import { abort } from '../abort.ts';
import { checkHeld, effectiveInput, leaveWith } from '../flow.ts';
import { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import { failState } from '../recovery.ts';
import { leave } from '../transition.ts';
import type { StateHandler } from './handler.ts';

export const parallelHandler: StateHandler<ParallelState<State>> = {
  *run(session, line, state) {
    const input = yield* effectiveInput(state.flow, line, new LineScope(session, line));
    checkHeld(session, line, state.branches.length * input.text.length);
    const lastEventId = session.emit(line, { type: 'ParallelStateStarted' });
    line.children = state.branches.map(
      (branch, index) => new Line(branch, line, index, { state: branch.startAt, input, lastEventId }),
    );
    session.ready.push(...line.children);
  },

  *childSettled(session, line, state, { line: child, failure }) {
    const children = line.children ?? [];
    if (failure !== undefined) {
      abort(session, children);
      line.lastEventId = child.lastEventId;
      yield* failState(session, line, failure, 'ParallelStateFailed');
      return;
    }
    if (children.some((sibling) => sibling.output === undefined)) return;
    line.lastEventId = child.lastEventId;
    session.record(line.lastEventId, { type: 'ParallelStateSucceeded' });
    const scope = new LineScope(session, line);
    const result = Payload.ofValue(children.map((sibling) => (sibling.output as Payload).value));
    if (state.flow.language === 'JSONata') scope.result = result.value;
    leave(session, line, state, yield* leaveWith(state.flow, line, scope, result), state.next);
  },
};
