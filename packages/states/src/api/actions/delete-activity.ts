import { defineAction } from '../action.ts';
import { parseActivityArn } from '../arn.ts';
import { required, text } from '../shape.ts';

export const deleteActivity = defineAction({
  name: 'DeleteActivity',
  input: { activityArn: required(text({ min: 1, max: 256 })) },
  async run({ engine }, request) {
    const { account, name } = parseActivityArn(request.activityArn);
    await engine.activities.remove(account, name);
    return {};
  },
});
