import type { ActionContext } from './action.ts';
import { arnType, parseActivityArn, parseStateMachineArn } from './arn.ts';
import { noSuchResource } from './errors.ts';

type Tags = Readonly<Record<string, string>>;

/** A thing with tags: what it has, and how to give it others. */
export interface Tagged {
  readonly tags: Tags;
  put(tags: Tags): Promise<void>;
}

/** State machines and activities have tags; versions, aliases and executions have none. Throws ApiError (ResourceNotFound, InvalidArn). */
export function findTagged({ engine }: ActionContext, arn: string): Tagged {
  if (arnType(arn) === 'activity') {
    const { account, name } = parseActivityArn(arn);
    const activity = engine.activities.find(account, name);
    if (!activity) throw noSuchResource(arn);
    return { tags: activity.tags, put: (tags) => engine.activities.put({ ...activity, tags }) };
  }
  const { account, name, qualifier } = parseStateMachineArn(arn);
  const machine = engine.catalogue.machineByName(account, name);
  if (!machine || qualifier !== undefined) throw noSuchResource(arn);
  return {
    tags: machine.tags,
    put: (tags) =>
      engine.catalogue.change((editor) =>
        editor.putMachine({ ...(engine.catalogue.machine(machine.id) ?? machine), tags }),
      ),
  };
}
