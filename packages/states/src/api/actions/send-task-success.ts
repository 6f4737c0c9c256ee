import { defineAction } from '../action.ts';
import { callBack, readTaskToken, taskTokenMember } from '../callback.ts';
import { ApiError } from '../errors.ts';
import { readJsonText } from '../json-text.ts';
import { payloadMember } from '../sensitive.ts';
import { required } from '../shape.ts';

export const sendTaskSuccess = defineAction({
  name: 'SendTaskSuccess',
  input: { taskToken: taskTokenMember, output: required(payloadMember) },
  async run(context, { taskToken, output }) {
    const ref = readTaskToken(context, taskToken);
    readJsonText(output, invalidOutput);
    await callBack(context, ref, { kind: 'task-succeeded', seq: ref.seq, output });
    return {};
  },
});

const invalidOutput = (reason: string): ApiError => new ApiError('InvalidOutput', `Invalid Output: '${reason}'`);
