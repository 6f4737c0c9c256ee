import type { HistoryEventType } from './event.ts';

/** How one type of event looks on the wire and in the store; both forms are derived from this. */
export interface EventShape {
  /** The member of the wire event that holds the rest; none where the type says it all. */
  readonly details?: string;
  /** The member that holds JSON text of the execution's data. */
  readonly payload?: 'input' | 'output' | 'parameters';
  /** The other members, in stored order. New ones go at the end: a stored event that lacks them still reads. */
  readonly members: readonly string[];
}

const stateEntered: EventShape = { details: 'stateEnteredEventDetails', payload: 'input', members: ['name'] };
const stateExited: EventShape = {
  details: 'stateExitedEventDetails',
  payload: 'output',
  members: ['name', 'assignedVariables'],
};
const bare: EventShape = { members: [] };
const failure = (details: string): EventShape => ({ details, members: ['error', 'cause'] });
const taskFailure = (details: string): EventShape => ({
  details,
  members: ['resourceType', 'resource', 'error', 'cause'],
});
const taskOutput = (details: string): EventShape => ({
  details,
  payload: 'output',
  members: ['resourceType', 'resource'],
});
const output = (details: string): EventShape => ({ details, payload: 'output', members: [] });
const mapIteration = (details: string): EventShape => ({ details, members: ['name', 'index'] });

export const eventShapes: Readonly<Record<HistoryEventType, EventShape>> = {
  ExecutionStarted: {
    details: 'executionStartedEventDetails',
    payload: 'input',
    members: ['roleArn', 'stateMachineVersionArn', 'stateMachineAliasArn'],
  },
  ExecutionSucceeded: output('executionSucceededEventDetails'),
  ExecutionFailed: failure('executionFailedEventDetails'),
  ExecutionTimedOut: failure('executionTimedOutEventDetails'),
  ExecutionAborted: failure('executionAbortedEventDetails'),
  ExecutionRedriven: { details: 'executionRedrivenEventDetails', members: ['redriveCount'] },

  TaskStateEntered: stateEntered,
  PassStateEntered: stateEntered,
  ChoiceStateEntered: stateEntered,
  WaitStateEntered: stateEntered,
  SucceedStateEntered: stateEntered,
  FailStateEntered: stateEntered,
  ParallelStateEntered: stateEntered,
  MapStateEntered: stateEntered,
  TaskStateExited: stateExited,
  PassStateExited: stateExited,
  ChoiceStateExited: stateExited,
  WaitStateExited: stateExited,
  SucceedStateExited: stateExited,
  ParallelStateExited: stateExited,
  MapStateExited: stateExited,
  TaskStateAborted: bare,
  WaitStateAborted: bare,

  TaskScheduled: {
    details: 'taskScheduledEventDetails',
    payload: 'parameters',
    members: ['resourceType', 'resource', 'region', 'timeoutInSeconds', 'heartbeatInSeconds', 'credentialsRoleArn'],
  },
  TaskStarted: { details: 'taskStartedEventDetails', members: ['resourceType', 'resource'] },
  TaskSubmitted: taskOutput('taskSubmittedEventDetails'),
  TaskSucceeded: taskOutput('taskSucceededEventDetails'),
  TaskFailed: taskFailure('taskFailedEventDetails'),
  TaskTimedOut: taskFailure('taskTimedOutEventDetails'),
  TaskStartFailed: taskFailure('taskStartFailedEventDetails'),
  TaskSubmitFailed: taskFailure('taskSubmitFailedEventDetails'),

  LambdaFunctionScheduled: {
    details: 'lambdaFunctionScheduledEventDetails',
    payload: 'input',
    members: ['resource', 'timeoutInSeconds', 'credentialsRoleArn'],
  },
  LambdaFunctionStarted: bare,
  LambdaFunctionSucceeded: output('lambdaFunctionSucceededEventDetails'),
  LambdaFunctionFailed: failure('lambdaFunctionFailedEventDetails'),
  LambdaFunctionTimedOut: failure('lambdaFunctionTimedOutEventDetails'),
  LambdaFunctionScheduleFailed: failure('lambdaFunctionScheduleFailedEventDetails'),
  LambdaFunctionStartFailed: failure('lambdaFunctionStartFailedEventDetails'),

  ActivityScheduled: {
    details: 'activityScheduledEventDetails',
    payload: 'input',
    members: ['resource', 'timeoutInSeconds', 'heartbeatInSeconds'],
  },
  ActivityStarted: { details: 'activityStartedEventDetails', members: ['workerName'] },
  ActivitySucceeded: output('activitySucceededEventDetails'),
  ActivityFailed: failure('activityFailedEventDetails'),
  ActivityTimedOut: failure('activityTimedOutEventDetails'),
  ActivityScheduleFailed: failure('activityScheduleFailedEventDetails'),

  EvaluationFailed: { details: 'evaluationFailedEventDetails', members: ['error', 'cause', 'state', 'location'] },

  MapStateStarted: { details: 'mapStateStartedEventDetails', members: ['length'] },
  MapStateSucceeded: bare,
  MapStateFailed: bare,
  MapStateAborted: bare,
  MapIterationStarted: mapIteration('mapIterationStartedEventDetails'),
  MapIterationSucceeded: mapIteration('mapIterationSucceededEventDetails'),
  MapIterationFailed: mapIteration('mapIterationFailedEventDetails'),
  MapIterationAborted: mapIteration('mapIterationAbortedEventDetails'),
  MapRunStarted: { details: 'mapRunStartedEventDetails', members: ['mapRunArn'] },
  MapRunSucceeded: bare,
  MapRunAborted: bare,
  MapRunFailed: failure('mapRunFailedEventDetails'),

  ParallelStateStarted: bare,
  ParallelStateSucceeded: bare,
  ParallelStateFailed: bare,
  ParallelStateAborted: bare,
};
