import type { State } from '../asl/state.ts';
import type { StateEntered, StateExited } from '../history/events/state.ts';
import { assignVariables, checkSize, type Leaving } from './flow.ts';
import type { Line } from './line.ts';
import type { Session } from './session.ts';

const ENTERED: { readonly [T in State['type']]: StateEntered['type'] } = {
  Task: 'TaskStateEntered',
  Pass: 'PassStateEntered',
  Choice: 'ChoiceStateEntered',
  Wait: 'WaitStateEntered',
  Succeed: 'SucceedStateEntered',
  Fail: 'FailStateEntered',
  Parallel: 'ParallelStateEntered',
  Map: 'MapStateEntered',
};

const EXITED: { readonly [T in Exclude<State['type'], 'Fail'>]: StateExited['type'] } = {
  Task: 'TaskStateExited',
  Pass: 'PassStateExited',
  Choice: 'ChoiceStateExited',
  Wait: 'WaitStateExited',
  Succeed: 'SucceedStateExited',
  Parallel: 'ParallelStateExited',
  Map: 'MapStateExited',
};

export function enter(session: Session, line: Line, state: State): void {
  const afterEventId = line.lastEventId;
  const eventId = session.emitEntered(line, ENTERED[state.type], state.name, line.input.text);
  line.entered = { eventId, afterEventId, atMs: session.host.nowMs };
}

/**
 * Leaves the current state for the next one, or for the end of the line.
 * @throws {StateFailure} where output or variables are too large
 */
export function leave(
  session: Session,
  line: Line,
  state: Exclude<State, { type: 'Fail' }>,
  { output, assigned }: Leaving,
  next: string | undefined,
): void {
  checkSize(output, state.name);
  const assignedVariables = assigned && assignVariables(line, assigned);
  const type = EXITED[state.type];
  const { name } = state;
  if (assignedVariables === undefined) session.emitExited(line, type, name, output.text);
  else session.emit(line, { type, name, output: output.text, assignedVariables });
  line.entered = undefined;
  line.children = undefined;
  if (line.gathered !== undefined) line.gathered = keepItem(line);
  if (next === undefined) {
    line.output = output;
    session.settled.push({ line });
  } else {
    line.state = next;
    line.input = output;
    session.ready.push(line);
  }
}

/** The item of a Map's iteration outlives its states. */
function keepItem(line: Line): Line['gathered'] {
  const item = line.gathered?.item;
  return item === undefined ? undefined : { item };
}
