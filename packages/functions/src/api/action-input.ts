import type { ActionInput } from '@resit/integrity/use-cases/staff/act-on-incident';
import { type ApiRequest, expectedVersion, pathOf } from './route.ts';

/** Who acts on which incident, and the version they looked at if they say it. */
export function actionInput(request: ApiRequest): ActionInput {
  const version = expectedVersion(request);
  return {
    caller: request.caller,
    incidentId: pathOf(request, 'incidentId'),
    ...(version === undefined ? {} : { expectedVersion: version }),
  };
}
