import { runtimeFailure, StateFailure } from '../asl/failure.ts';
import type { Program } from '../asl/program.ts';
import { beginWork, endWork } from '../asl/work.ts';
import type { Evaluating } from './evaluation.ts';
import type { Execution } from './execution.ts';
import { MAX_HISTORY_EVENTS } from './limits.ts';
import { Line } from './line.ts';
import { Payload } from './payload.ts';
import { failState, tell } from './recovery.ts';
import { type Failure, HistoryFull, Session, type Settled } from './session.ts';
import { handlerOf, runState } from './states/handlers.ts';
import { beat, taskFailed, taskStarted, taskSubmitted, taskSucceeded, taskTimer } from './states/task.ts';
import { enter } from './transition.ts';
import type { Command, Host, Interpretation, Outcome, StartCommand } from './types.ts';

/** A command needs an execution that isn't there, or `start` was given one. */
export class CommandMismatchError extends Error {
  readonly code = 'COMMAND_MISMATCH';
}

/**
 * Applies one command to an execution and runs it until it waits, ends, or has used its slice. Pure: what it needs to
 * know comes in `host`, what must be done comes out as effects, and the execution passed in is left as it is.
 */
export function* interpret(
  program: Program,
  execution: Execution | undefined,
  command: Command,
  host: Host,
): Interpretation {
  if (command.kind === 'start') {
    if (execution) throw new CommandMismatchError('only a new execution can be started');
    const started = start(program, command, host);
    yield* runAll(started);
    return outcome(started);
  }
  if (!execution) throw new CommandMismatchError(`the command '${command.kind}' needs an execution`);
  const session = Session.load(program, host, execution);
  if (!session || !(yield* apply(session, command))) return { execution, applied: false, events: [], effects: [] };
  yield* runAll(session);
  return outcome(session);
}

function outcome(session: Session): Outcome {
  return { execution: session.save(), applied: true, events: session.events, effects: session.effects };
}

function start(program: Program, command: StartCommand, host: Host): Session {
  const { input, inputValue, stateMachineVersionArn, stateMachineAliasArn } = command;
  const root = new Line(program, undefined, undefined, {
    state: program.startAt,
    input: inputValue === undefined ? Payload.ofText(input) : Payload.ofParsed(input, inputValue),
    lastEventId: 0,
  });
  const session = new Session(program, host, root, host.nowMs);
  session.record(0, {
    type: 'ExecutionStarted',
    input,
    roleArn: host.context.roleArn,
    ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
    ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
  });
  setDeadline(session);
  session.ready.push(root);
  return session;
}

function setDeadline(session: Session): void {
  const { timeoutSeconds } = session.program;
  if (timeoutSeconds === undefined) return;
  const deadline = { seq: session.nextSeq(), dueMs: session.host.nowMs + timeoutSeconds * 1000 };
  session.deadline = deadline;
  session.effects.push({ kind: 'set-timer', ...deadline });
}

type OngoingCommand = Exclude<Command, { kind: 'start' }>;
type WaitCommand = Extract<OngoingCommand, { readonly seq: number }>;

/** False where the command is about something that is over. */
function* apply(session: Session, command: OngoingCommand): Evaluating<boolean> {
  if (command.kind === 'redrive') return redrive(session, command.clientToken);
  if (session.status !== 'RUNNING') return false;
  switch (command.kind) {
    case 'continue':
      return resume(session);
    case 'stop': {
      const { error, cause } = command;
      const why = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      session.record(0, { type: 'ExecutionAborted', ...why });
      session.end('ABORTED', why);
      return true;
    }
    default:
      return yield* applyToWait(session, command);
  }
}

/** Lines that the slice left before a state go on, in the order in which they came there. */
function resume(session: Session): boolean {
  for (const line of session.root.all()) {
    if (line.entered === undefined && line.output === undefined) session.ready.push(line);
  }
  session.ready.sort((a, b) => a.lastEventId - b.lastEventId);
  return session.ready.length > 0;
}

function* applyToWait(session: Session, command: WaitCommand): Evaluating<boolean> {
  if (command.kind === 'timer-fired' && session.deadline?.seq === command.seq) {
    session.record(0, { type: 'ExecutionTimedOut', error: 'States.Timeout' });
    session.end('TIMED_OUT', {});
    return true;
  }
  for (const line of session.root.all()) {
    if (line.wait?.seq === command.seq) return yield* applyToLine(session, line, command);
  }
  return false;
}

function* applyToLine(session: Session, line: Line, command: WaitCommand): Evaluating<boolean> {
  const { wait, current: state } = line;
  if (command.kind === 'timer-fired') {
    yield* guarded(session, line, timerFired(session, line));
    return true;
  }
  if (wait?.for !== 'task' || state.type !== 'Task') return false;
  switch (command.kind) {
    case 'task-started':
      if (state.resource.kind !== 'activity' || wait.started) return false;
      taskStarted(session, line, state, wait, command.workerName);
      return true;
    case 'task-submitted':
      if (state.resource.kind !== 'service' || wait.submitted) return false;
      taskSubmitted(session, line, state, wait, command.output);
      return true;
    case 'task-heartbeat':
      beat(session, line, wait);
      return true;
    case 'task-succeeded':
      yield* guarded(session, line, taskSucceeded(session, line, state, command.output));
      return true;
    case 'task-failed': {
      const { error, cause } = command;
      const failure: Failure = {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
      yield* guarded(session, line, taskFailed(session, line, state, failure));
      return true;
    }
  }
}

function* timerFired(session: Session, line: Line): Evaluating<void> {
  const { wait, current: state } = line;
  if (wait?.for === 'task' && state.type === 'Task') {
    yield* taskTimer(session, line, state, wait);
  } else if (wait?.for === 'retry') {
    session.close(line);
    yield* runState(session, line, state);
  } else {
    const { wake } = handlerOf(state);
    if (wake) yield* wake(session, line, state);
  }
}

/** A failed execution goes on at the states that it ended in; their retries count from none again. */
function* redriveLine(session: Session, line: Line): Evaluating<void> {
  if (line.output !== undefined) return;
  line.lastEventId = session.lastEventId;
  if (line.entered === undefined) {
    session.ready.push(line);
  } else if (line.children !== undefined && line.children.length > 0) {
    for (const child of line.children) yield* redriveLine(session, child);
  } else {
    const { retries: _countAnew, ...entered } = line.entered;
    line.entered = entered;
    yield* guarded(session, line, runState(session, line, line.current));
  }
}

const REDRIVE_TOKENS_MAX = 10;

function redrive(session: Session, token: string | undefined): boolean {
  if (session.status === 'RUNNING' || session.status === 'SUCCEEDED') return false;
  session.status = 'RUNNING';
  session.redriveCount += 1;
  session.redrivenMs = session.host.nowMs;
  if (token !== undefined) {
    const tokens = [...(session.redriveTokens ?? []), { token, atMs: session.host.nowMs }];
    session.redriveTokens = tokens.slice(-REDRIVE_TOKENS_MAX);
  }
  session.record(session.lastEventId, { type: 'ExecutionRedriven', redriveCount: session.redriveCount });
  setDeadline(session);
  session.redriving = true;
  return true;
}

/** So many characters of a state's input (4,096) count as a step. */
const CHARACTERS_OF_A_STEP_BITS = 12;

/** And so much of its work (8,192). */
const WORK_OF_A_STEP_BITS = 13;

/** Runs until nothing is left to do at once. */
function* runAll(session: Session): Evaluating<void> {
  try {
    if (session.redriving) yield* redriveLine(session, session.root);
    for (;;) {
      const settled = session.settled.shift();
      if (settled !== undefined) {
        const { parent } = settled.line;
        if (parent === undefined) endWith(session, settled);
        else yield* settle(session, parent, settled);
        continue;
      }
      const line = session.ready.shift();
      if (line === undefined) return;
      if (session.stepsLeft <= 0) {
        session.effects.push({ kind: 'continue' });
        return;
      }
      // Large data is written again with every state: fewer of them make a slice.
      session.stepsLeft -= 1 + (line.input.text.length >> CHARACTERS_OF_A_STEP_BITS);
      const state = line.current;
      enter(session, line, state);
      // as `guarded` and `runState`, without a generator of their own: this is the hot path
      beginWork();
      try {
        const handler = handlerOf(state);
        if (!handler.runNow?.(session, line, state)) yield* handler.run(session, line, state);
      } catch (error) {
        yield* failState(session, line, tell(session, line, asStateFailure(error)));
      }
      session.stepsLeft -= endWork() >> WORK_OF_A_STEP_BITS;
    }
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    fail(session, {
      error: 'States.Runtime',
      cause: `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`,
    });
  }
}

/** What the handler throws fails the state. */
function* guarded(session: Session, line: Line, running: Evaluating<void>): Evaluating<void> {
  beginWork();
  try {
    yield* running;
  } catch (error) {
    yield* failState(session, line, tell(session, line, asStateFailure(error)));
  }
  session.stepsLeft -= endWork() >> WORK_OF_A_STEP_BITS;
}

/** Recursion over data of the state's own making (States.StringToJson) may go too deep; other errors are not the state's. */
function asStateFailure(error: unknown): StateFailure {
  if (error instanceof StateFailure) return error;
  if (error instanceof RangeError) return runtimeFailure(`The data is too large or nests too deeply: ${error.message}`);
  throw error;
}

function* settle(session: Session, parent: Line, settled: Settled): Evaluating<void> {
  const state = parent.current;
  const handler = handlerOf(state);
  if (handler.childSettled) yield* guarded(session, parent, handler.childSettled(session, parent, state, settled));
}

/** The execution's own line has come to its end. */
function endWith(session: Session, { line, failure }: Settled): void {
  if (failure !== undefined) {
    fail(session, failure);
    return;
  }
  const output = (line.output as Payload).text;
  session.emit(line, { type: 'ExecutionSucceeded', output });
  session.end('SUCCEEDED', { output });
}

function fail(session: Session, failure: Failure): void {
  session.emit(session.root, { type: 'ExecutionFailed', ...failure });
  session.end('FAILED', failure);
}
