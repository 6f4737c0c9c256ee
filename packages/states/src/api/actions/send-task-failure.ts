import { defineAction } from '../action.ts';
import { callBack, readTaskToken, taskTokenMember } from '../callback.ts';
import { causeMember, errorMember } from '../sensitive.ts';

export const sendTaskFailure = defineAction({
  name: 'SendTaskFailure',
  input: { taskToken: taskTokenMember, error: errorMember, cause: causeMember },
  async run(context, { taskToken, error, cause }) {
    const ref = readTaskToken(context, taskToken);
    await callBack(context, ref, {
      kind: 'task-failed',
      seq: ref.seq,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return {};
  },
});
