import { defineAction } from '../action.ts';
import { pageMembers, pageOf } from '../pagination.ts';
import { wireDate } from '../wire.ts';

export const listActivities = defineAction({
  name: 'ListActivities',
  input: pageMembers,
  run({ engine, caller }, request) {
    const { page, nextToken } = pageOf(engine.activities.list(caller.account), request);
    return {
      activities: page.map((activity) => ({
        activityArn: engine.names.activity(activity),
        creationDate: wireDate(activity.createdMs),
        name: activity.name,
      })),
      nextToken,
    };
  },
});
