// All operations, by name. A new one is a file in actions/ and a line here.
import type { Action } from './action.ts';
import { createStateMachine } from './actions/create-state-machine.ts';
import { deleteStateMachine } from './actions/delete-state-machine.ts';
import { deleteStateMachineVersion } from './actions/delete-state-machine-version.ts';
import { describeExecution } from './actions/describe-execution.ts';
import { describeStateMachine } from './actions/describe-state-machine.ts';
import { describeStateMachineForExecution } from './actions/describe-state-machine-for-execution.ts';
import { getExecutionHistory } from './actions/get-execution-history.ts';
import { listExecutions } from './actions/list-executions.ts';
import { listStateMachineVersions } from './actions/list-state-machine-versions.ts';
import { listStateMachines } from './actions/list-state-machines.ts';
import { publishStateMachineVersion } from './actions/publish-state-machine-version.ts';
import { redriveExecution } from './actions/redrive-execution.ts';
import { sendTaskFailure } from './actions/send-task-failure.ts';
import { sendTaskHeartbeat } from './actions/send-task-heartbeat.ts';
import { sendTaskSuccess } from './actions/send-task-success.ts';
import { startExecution } from './actions/start-execution.ts';
import { stopExecution } from './actions/stop-execution.ts';
import { updateStateMachine } from './actions/update-state-machine.ts';
import { validateStateMachineDefinition } from './actions/validate-state-machine-definition.ts';

export const allActions = {
  createStateMachine,
  deleteStateMachine,
  deleteStateMachineVersion,
  describeExecution,
  describeStateMachine,
  describeStateMachineForExecution,
  getExecutionHistory,
  listExecutions,
  listStateMachines,
  listStateMachineVersions,
  publishStateMachineVersion,
  redriveExecution,
  sendTaskFailure,
  sendTaskHeartbeat,
  sendTaskSuccess,
  startExecution,
  stopExecution,
  updateStateMachine,
  validateStateMachineDefinition,
};

export const actions: ReadonlyMap<string, Action> = new Map(
  Object.values<Action>(allActions).map((action) => [action.name, action]),
);
