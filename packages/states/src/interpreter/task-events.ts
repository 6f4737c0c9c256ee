import type { TaskResource } from '../asl/resource.ts';
import type { TaskWait } from './execution.ts';
import type { Line } from './line.ts';
import type { Failure, Session } from './session.ts';

/** The events of a task, by the kind of its resource. */
export interface TaskEvents {
  /** Tasks other than activities count as started at once. */
  scheduled(wait: TaskWait, parameters: string): void;
  started(workerName: string | undefined): void;
  submitted(output: string): void;
  succeeded(output: string): void;
  failed(failure: Failure): void;
  timedOut(failure: Failure): void;
}

export function taskEvents(session: Session, line: Line, resource: TaskResource): TaskEvents {
  switch (resource.kind) {
    case 'lambda-function':
      return lambdaEvents(session, line, resource.arn);
    case 'activity':
      return activityEvents(session, line, resource.arn);
    case 'service':
      return serviceEvents(session, line, { resourceType: resource.service, resource: resource.resource });
  }
}

function limits({ timeoutSeconds, heartbeatSeconds }: TaskWait) {
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  };
}

function credentials({ credentialsRoleArn }: TaskWait) {
  return credentialsRoleArn === undefined ? {} : { credentialsRoleArn };
}

function lambdaEvents(session: Session, line: Line, arn: string): TaskEvents {
  return {
    scheduled(wait, input) {
      const { timeoutSeconds } = wait;
      session.emit(line, {
        type: 'LambdaFunctionScheduled',
        resource: arn,
        input,
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...credentials(wait),
      });
      session.emit(line, { type: 'LambdaFunctionStarted' });
    },
    started() {},
    submitted() {},
    succeeded: (output) => void session.emit(line, { type: 'LambdaFunctionSucceeded', output }),
    failed: (failure) => void session.emit(line, { type: 'LambdaFunctionFailed', ...failure }),
    timedOut: (failure) => void session.emit(line, { type: 'LambdaFunctionTimedOut', ...failure }),
  };
}

function activityEvents(session: Session, line: Line, arn: string): TaskEvents {
  return {
    scheduled: (wait, input) =>
      void session.emit(line, { type: 'ActivityScheduled', resource: arn, input, ...limits(wait) }),
    started: (workerName) =>
      void session.emit(line, { type: 'ActivityStarted', ...(workerName === undefined ? {} : { workerName }) }),
    submitted() {},
    succeeded: (output) => void session.emit(line, { type: 'ActivitySucceeded', output }),
    failed: (failure) => void session.emit(line, { type: 'ActivityFailed', ...failure }),
    timedOut: (failure) => void session.emit(line, { type: 'ActivityTimedOut', ...failure }),
  };
}

function serviceEvents(
  session: Session,
  line: Line,
  task: { readonly resourceType: string; readonly resource: string },
): TaskEvents {
  return {
    scheduled(wait, parameters) {
      session.emit(line, {
        type: 'TaskScheduled',
        ...task,
        region: session.host.context.region,
        parameters,
        ...limits(wait),
        ...credentials(wait),
      });
      session.emit(line, { type: 'TaskStarted', ...task });
    },
    started() {},
    submitted: (output) => void session.emit(line, { type: 'TaskSubmitted', ...task, output }),
    succeeded: (output) => void session.emit(line, { type: 'TaskSucceeded', ...task, output }),
    failed: (failure) => void session.emit(line, { type: 'TaskFailed', ...task, ...failure }),
    timedOut: (failure) => void session.emit(line, { type: 'TaskTimedOut', ...task, ...failure }),
  };
}
