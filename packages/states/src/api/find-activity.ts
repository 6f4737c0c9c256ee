import type { Activity } from '../runtime/activities.ts';
import type { ActionContext } from './action.ts';
import { parseActivityArn } from './arn.ts';
import { ApiError } from './errors.ts';

/** Throws ApiError (InvalidArn, ActivityDoesNotExist). */
export function findActivity({ engine }: ActionContext, arn: string): Activity {
  const { account, name } = parseActivityArn(arn);
  const activity = engine.activities.find(account, name);
  if (!activity || engine.names.activity(activity) !== arn) {
    throw new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
  }
  return activity;
}
