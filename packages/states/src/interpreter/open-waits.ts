import type { Program } from '../asl/program.ts';
import type { Branch, Execution } from './execution.ts';
import { Line } from './line.ts';
import { scheduleTask, taskDueMs } from './states/task.ts';
import type { ScheduleTask } from './types.ts';

/** The calls of a stored execution that have not been answered: they are to be made again after a crash. */
export function openTasks(program: Program, execution: Execution): ScheduleTask[] {
  if (execution.status !== 'RUNNING' || execution.root === undefined) return [];
  const tasks: ScheduleTask[] = [];
  for (const line of Line.load(execution.root, program, undefined).all()) {
    const state = line.current;
    if (line.wait?.for !== 'task' || state.type !== 'Task') continue;
    const task = scheduleTask(state, line, line.wait);
    if (task) tasks.push(task);
  }
  return tasks;
}

export interface OpenTimer {
  readonly seq: number;
  readonly dueMs: number;
}

/** The timers that a stored execution counts on. */
export function openTimers(execution: Execution): OpenTimer[] {
  if (execution.status !== 'RUNNING' || execution.root === undefined) return [];
  const timers: OpenTimer[] = execution.deadline === undefined ? [] : [execution.deadline];
  for (const { wait } of branches(execution.root)) {
    const dueMs = wait?.for === 'task' ? taskDueMs(wait) : wait?.dueMs;
    if (wait && dueMs !== undefined) timers.push({ seq: wait.seq, dueMs });
  }
  return timers;
}

function* branches(branch: Branch): Generator<Branch> {
  yield branch;
  for (const child of branch.children ?? []) yield* branches(child);
}
