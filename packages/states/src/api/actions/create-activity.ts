import type { JsonObject } from '../../asl/json.ts';
import { defineAction } from '../action.ts';
import { ApiError } from '../errors.ts';
import { encryptionMember } from '../machine-settings.ts';
import { checkName } from '../name.ts';
import { required, text } from '../shape.ts';
import { tagsMember, tagsOf } from '../tags.ts';
import { wireDate } from '../wire.ts';

export const createActivity = defineAction({
  name: 'CreateActivity',
  input: {
    name: required(text({ min: 1, max: 80 })),
    tags: tagsMember,
    encryptionConfiguration: encryptionMember,
  },
  async run({ engine, caller }, request) {
    checkName(request.name);
    const activityArn = engine.names.activity({ account: caller.account, name: request.name });
    const encryption: JsonObject = { type: 'AWS_OWNED_KEY', ...(request.encryptionConfiguration as JsonObject) };
    const existing = engine.activities.find(caller.account, request.name);
    if (existing) {
      if (JSON.stringify(existing.encryption) !== JSON.stringify(encryption)) {
        throw new ApiError('ActivityAlreadyExists', `Activity already exists: '${activityArn}'`);
      }
      return { activityArn, creationDate: wireDate(existing.createdMs) };
    }
    const createdMs = engine.clock.nowMs();
    await engine.activities.put({
      v: 1,
      account: caller.account,
      name: request.name,
      createdMs,
      encryption,
      tags: tagsOf(request.tags ?? []),
    });
    return { activityArn, creationDate: wireDate(createdMs) };
  },
});
