import { defineAction } from '../action.ts';
import { callBack, readTaskToken, taskTokenMember } from '../callback.ts';
import { text } from '../shape.ts';

export const sendTaskFailure = defineAction({
  name: 'SendTaskFailure',
  input: { taskToken: taskTokenMember, error: text({ max: 256 }), cause: text({ max: 32_768 }) },
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
