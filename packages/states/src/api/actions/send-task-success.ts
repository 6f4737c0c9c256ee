import { defineAction } from '../action.ts';
import { callBack, readTaskToken, taskTokenMember } from '../callback.ts';
import { ApiError } from '../errors.ts';
import { required, text } from '../shape.ts';

const OUTPUT_BYTES_MAX = 262_144;

export const sendTaskSuccess = defineAction({
  name: 'SendTaskSuccess',
  input: {
    taskToken: taskTokenMember,
    output: required(text({ max: OUTPUT_BYTES_MAX, maxBytes: OUTPUT_BYTES_MAX })),
  },
  async run(context, { taskToken, output }) {
    const ref = readTaskToken(context, taskToken);
    try {
      JSON.parse(output);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ApiError('InvalidOutput', `Invalid Output: '${reason}'`, { cause });
    }
    await callBack(context, ref, { kind: 'task-succeeded', seq: ref.seq, output });
    return {};
  },
});
