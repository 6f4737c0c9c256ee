import { runtimeFailure } from '../../asl/failure.ts';
import { isJsonObject, type Json } from '../../asl/json.ts';
import type { TaskResource } from '../../asl/resource.ts';
import { type Duration, MAX_DURATION_SECONDS, type TaskState } from '../../asl/states/task.ts';
import { wholeSeconds } from '../duration.ts';
import { buildTemplate, type Evaluating, evaluateLocated } from '../evaluation.ts';
import type { TaskWait } from '../execution.ts';
import { checkSize, dataLimitExceeded, effectiveInput, leaveWith } from '../flow.ts';
import { exceeds, MAX_PAYLOAD_BYTES } from '../limits.ts';
import type { Line } from '../line.ts';
import { LineScope } from '../line-scope.ts';
import { Payload } from '../payload.ts';
import { failState } from '../recovery.ts';
import type { Failure, Session } from '../session.ts';
import { taskEvents } from '../task-events.ts';
import { leave } from '../transition.ts';
import type { ScheduleTask } from '../types.ts';
import type { StateHandler } from './handler.ts';

export const taskHandler: StateHandler<TaskState> = {
  *run(session, line, state) {
    const seq = session.nextSeq();
    const scope = new LineScope(session, line);
    if (waitsForToken(state.resource)) scope.tokenSeq = seq;
    const parameters = yield* effectiveInput(state.flow, line, scope);
    checkSize(parameters, state.name);
    const timeoutSeconds = state.timeout && (yield* readDuration(state.timeout, scope));
    const heartbeatSeconds = state.heartbeat && (yield* readDuration(state.heartbeat, scope));
    const credentialsRoleArn = yield* readRole(state, scope);
    const { nowMs } = session.host;
    const wait: TaskWait = {
      for: 'task',
      seq,
      parameters: parameters.text,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds, timeoutMs: nowMs + timeoutSeconds * 1000 }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
      // an activity's heartbeats are expected once a worker has it
      ...(heartbeatSeconds !== undefined && waitsForToken(state.resource)
        ? { heartbeatMs: nowMs + heartbeatSeconds * 1000 }
        : {}),
      ...(credentialsRoleArn === undefined ? {} : { credentialsRoleArn }),
    };
    line.wait = wait;
    taskEvents(session, line, state.resource).scheduled(wait, parameters.text);
    const task = scheduleTask(state, line, wait);
    if (task) session.effects.push(task);
    setTimer(session, wait);
  },
};

export function waitsForToken(resource: TaskResource): boolean {
  return resource.kind === 'service' && resource.pattern === 'waitForTaskToken';
}

/** The effect that hands an open task out; undefined once a callback task's call was accepted. */
export function scheduleTask(state: TaskState, line: Line, wait: TaskWait): ScheduleTask | undefined {
  if (wait.parameters === undefined) return undefined;
  return {
    kind: 'schedule-task',
    seq: wait.seq,
    resource: state.resource,
    parameters: wait.parameters,
    waitsForToken: waitsForToken(state.resource),
    attempt: line.retryCount,
    ...(wait.timeoutMs === undefined ? {} : { timeoutMs: wait.timeoutMs }),
    ...(wait.heartbeatMs === undefined ? {} : { heartbeatMs: wait.heartbeatMs }),
    ...(wait.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: wait.heartbeatSeconds }),
    ...(wait.credentialsRoleArn === undefined ? {} : { credentialsRoleArn: wait.credentialsRoleArn }),
  };
}

/** When a task must be looked after: its timeout or its next heartbeat, whichever is first. */
export function taskDueMs(wait: TaskWait): number | undefined {
  if (wait.timeoutMs === undefined || wait.heartbeatMs === undefined) return wait.timeoutMs ?? wait.heartbeatMs;
  return Math.min(wait.timeoutMs, wait.heartbeatMs);
}

function setTimer(session: Session, wait: TaskWait): void {
  const dueMs = taskDueMs(wait);
  if (dueMs !== undefined) session.effects.push({ kind: 'set-timer', seq: wait.seq, dueMs });
}

export function taskStarted(session: Session, line: Line, state: TaskState, wait: TaskWait, workerName?: string): void {
  taskEvents(session, line, state.resource).started(workerName);
  line.wait = { ...wait, started: true };
  beat(session, line, line.wait);
}

export function taskSubmitted(session: Session, line: Line, state: TaskState, wait: TaskWait, output: string): void {
  taskEvents(session, line, state.resource).submitted(output);
  const { parameters: _handedOver, ...rest } = wait;
  line.wait = { ...rest, submitted: true };
}

/** The next heartbeat is expected a whole period from now. */
export function beat(session: Session, line: Line, wait: TaskWait): void {
  if (wait.heartbeatSeconds === undefined) return;
  const next = { ...wait, heartbeatMs: session.host.nowMs + wait.heartbeatSeconds * 1000 };
  line.wait = next;
  setTimer(session, next);
}

export function* taskSucceeded(session: Session, line: Line, state: TaskState, output: string): Evaluating<void> {
  const { resource } = state;
  if (exceeds(output, MAX_PAYLOAD_BYTES)) {
    const failure = dataLimitExceeded(resource.kind === 'service' ? resource.service : resource.arn);
    yield* taskFailed(session, line, state, { error: failure.code, cause: failure.message });
    return;
  }
  taskEvents(session, line, resource).succeeded(output);
  session.close(line);
  const scope = new LineScope(session, line);
  const result = Payload.ofText(output);
  if (state.flow.language === 'JSONata') scope.result = result.value;
  leave(session, line, state, yield* leaveWith(state.flow, line, scope, result), state.next);
}

export function* taskFailed(session: Session, line: Line, state: TaskState, failure: Failure): Evaluating<void> {
  taskEvents(session, line, state.resource).failed(failure);
  yield* failState(session, line, failure);
}

/** The task's timer fell due: for its timeout, its heartbeat, or (having been put off since) for neither. */
export function* taskTimer(session: Session, line: Line, state: TaskState, wait: TaskWait): Evaluating<void> {
  const { nowMs } = session.host;
  const timedOut = wait.timeoutMs !== undefined && wait.timeoutMs <= nowMs;
  const silent = wait.heartbeatMs !== undefined && wait.heartbeatMs <= nowMs;
  if (!timedOut && !silent) {
    setTimer(session, wait);
    return;
  }
  const failure: Failure = { error: timedOut ? 'States.Timeout' : 'States.HeartbeatTimeout' };
  taskEvents(session, line, state.resource).timedOut(failure);
  yield* failState(session, line, failure);
}

function* readDuration(duration: Duration, scope: LineScope): Evaluating<number> {
  if (duration.kind === 'seconds') return duration.seconds;
  const { field } = duration;
  if (duration.kind === 'expression') {
    const value = yield* evaluateLocated({ expression: duration.expression, location: field }, scope);
    return wholeSeconds(value, duration.expression, field);
  }
  const { path } = duration;
  const value: Json | undefined = path.read(scope);
  if (value === undefined) {
    throw runtimeFailure(`The ${field} parameter does not reference an input value: ${path.source}`);
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw runtimeFailure(
      `The ${field} parameter cannot be parsed as a long value: ${path.source} == ${JSON.stringify(value)}`,
    );
  }
  if (isDuration(value)) return value;
  throw runtimeFailure(
    `The ${field} parameter references a value outside 1 to ${MAX_DURATION_SECONDS}: ${path.source} == ${value}`,
  );
}

function isDuration(seconds: number): boolean {
  return seconds >= 1 && seconds <= MAX_DURATION_SECONDS;
}

function* readRole(state: TaskState, scope: LineScope): Evaluating<string | undefined> {
  const { credentials } = state;
  if (credentials === undefined) return undefined;
  const value = 'expressions' in credentials ? yield* buildTemplate(credentials, scope) : credentials.build(scope);
  const role = isJsonObject(value) ? value.RoleArn : undefined;
  return typeof role === 'string' ? role : undefined;
}
