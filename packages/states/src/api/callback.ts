import type { Command } from '../interpreter/types.ts';
import type { TaskRef } from '../runtime/task-token.ts';
import type { ActionContext } from './action.ts';
import { ApiError } from './errors.ts';
import { required, text } from './shape.ts';

export const taskTokenMember = required(text({ min: 1, max: 2048, sensitive: true }));

/** What a task token stands for. Throws ApiError (InvalidToken) for one that was altered or issued elsewhere. */
export function readTaskToken({ engine }: ActionContext, taskToken: string): TaskRef {
  const ref = engine.tokens.read(taskToken);
  if (!ref) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return ref;
}

/** Brings a callback to its execution; resolves once it is durable. Throws ApiError for one that comes too late. */
export async function callBack({ engine, traceHeader }: ActionContext, ref: TaskRef, command: Command): Promise<void> {
  const sent = await engine.executions.send(ref.executionId, command, traceHeader ?? null);
  if (!sent) throw new ApiError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
  if (!sent.applied) throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
