import { defineAction } from '../action.ts';
import { callBack, readTaskToken, taskTokenMember } from '../callback.ts';

export const sendTaskHeartbeat = defineAction({
  name: 'SendTaskHeartbeat',
  input: { taskToken: taskTokenMember },
  async run(context, { taskToken }) {
    const ref = readTaskToken(context, taskToken);
    await callBack(context, ref, { kind: 'task-heartbeat', seq: ref.seq });
    return {};
  },
});
