import { defineAction } from '../action.ts';
import { findMachine } from '../find.ts';
import { pageMembers, pageOf } from '../pagination.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const listStateMachineVersions = defineAction({
  name: 'ListStateMachineVersions',
  input: { ...pageMembers, stateMachineArn: required(text({ min: 1, max: 256 })) },
  run(context, request) {
    const { names, catalogue } = context.engine;
    const machine = findMachine(context, request.stateMachineArn);
    const { page, nextToken } = pageOf(catalogue.versions(machine.id), request);
    return {
      stateMachineVersions: page.map((version) => ({
        creationDate: wireDate(version.createdMs),
        stateMachineVersionArn: names.version(machine, version.number),
      })),
      nextToken,
    };
  },
});
