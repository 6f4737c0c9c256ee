import { defineAction } from '../action.ts';
import { findActivity } from '../find-activity.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const describeActivity = defineAction({
  name: 'DescribeActivity',
  input: { activityArn: required(text({ min: 1, max: 256 })) },
  run(context, request) {
    const activity = findActivity(context, request.activityArn);
    return {
      activityArn: context.engine.names.activity(activity),
      creationDate: wireDate(activity.createdMs),
      encryptionConfiguration: activity.encryption,
      name: activity.name,
    };
  },
});
