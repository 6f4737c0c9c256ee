import { defineAction } from '../action.ts';
import { findAlias } from '../alias-routing.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const describeStateMachineAlias = defineAction({
  name: 'DescribeStateMachineAlias',
  input: { stateMachineAliasArn: required(text({ min: 1, max: 256 })) },
  run(context, request) {
    const { names } = context.engine;
    const { machine, alias } = findAlias(context, request.stateMachineAliasArn);
    return {
      creationDate: wireDate(alias.createdMs),
      description: alias.description,
      name: alias.name,
      routingConfiguration: alias.routing.map(({ version, weight }) => ({
        stateMachineVersionArn: names.version(machine, version),
        weight,
      })),
      stateMachineAliasArn: names.alias(machine, alias.name),
      updateDate: wireDate(alias.updatedMs),
    };
  },
});
