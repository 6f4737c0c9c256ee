import { defineAction } from '../action.ts';
import { parseStateMachineArn } from '../arn.ts';
import { required, text } from '../shape.ts';

export const deleteStateMachine = defineAction({
  name: 'DeleteStateMachine',
  input: { stateMachineArn: required(text({ min: 1, max: 256 })) },
  async run({ engine }, request) {
    const { account, name } = parseStateMachineArn(request.stateMachineArn);
    await engine.deleteMachine(account, name);
    return {};
  },
});
