// All operations, by name. A new one is a file in actions/ and a line here.
import type { Action } from './action.ts';
import { createActivity } from './actions/create-activity.ts';
import { createStateMachine } from './actions/create-state-machine.ts';
import { createStateMachineAlias } from './actions/create-state-machine-alias.ts';
import { deleteActivity } from './actions/delete-activity.ts';
import { deleteStateMachine } from './actions/delete-state-machine.ts';
import { deleteStateMachineAlias } from './actions/delete-state-machine-alias.ts';
import { deleteStateMachineVersion } from './actions/delete-state-machine-version.ts';
import { describeActivity } from './actions/describe-activity.ts';
import { describeExecution } from './actions/describe-execution.ts';
import { describeStateMachine } from './actions/describe-state-machine.ts';
import { describeStateMachineAlias } from './actions/describe-state-machine-alias.ts';
import { describeStateMachineForExecution } from './actions/describe-state-machine-for-execution.ts';
import { getActivityTask } from './actions/get-activity-task.ts';
import { getExecutionHistory } from './actions/get-execution-history.ts';
import { listActivities } from './actions/list-activities.ts';
import { listExecutions } from './actions/list-executions.ts';
import { listStateMachineAliases } from './actions/list-state-machine-aliases.ts';
import { listStateMachineVersions } from './actions/list-state-machine-versions.ts';
import { listStateMachines } from './actions/list-state-machines.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { publishStateMachineVersion } from './actions/publish-state-machine-version.ts';
import { redriveExecution } from './actions/redrive-execution.ts';
import { sendTaskFailure } from './actions/send-task-failure.ts';
import { sendTaskHeartbeat } from './actions/send-task-heartbeat.ts';
import { sendTaskSuccess } from './actions/send-task-success.ts';
import { startExecution } from './actions/start-execution.ts';
import { stopExecution } from './actions/stop-execution.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateStateMachine } from './actions/update-state-machine.ts';
import { updateStateMachineAlias } from './actions/update-state-machine-alias.ts';
import { validateStateMachineDefinition } from './actions/validate-state-machine-definition.ts';

export const allActions = {
  createActivity,
  createStateMachine,
  createStateMachineAlias,
  deleteActivity,
  deleteStateMachine,
  deleteStateMachineAlias,
  deleteStateMachineVersion,
  describeActivity,
  describeExecution,
  describeStateMachine,
  describeStateMachineAlias,
  describeStateMachineForExecution,
  getActivityTask,
  getExecutionHistory,
  listActivities,
  listExecutions,
  listStateMachineAliases,
  listStateMachineVersions,
  listStateMachines,
  listTagsForResource,
  publishStateMachineVersion,
  redriveExecution,
  sendTaskFailure,
  sendTaskHeartbeat,
  sendTaskSuccess,
  startExecution,
  stopExecution,
  tagResource,
  untagResource,
  updateStateMachine,
  updateStateMachineAlias,
  validateStateMachineDefinition,
};

export const actions: ReadonlyMap<string, Action> = new Map(
  Object.values<Action>(allActions).map((action) => [action.name, action]),
);
