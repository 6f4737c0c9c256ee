import { defineAction } from '../action.ts';
import { findTarget } from '../find.ts';
import { pageMembers, pageOf } from '../pagination.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const listStateMachineAliases = defineAction({
  name: 'ListStateMachineAliases',
  input: { ...pageMembers, stateMachineArn: required(text({ min: 1, max: 256 })) },
  run(context, request) {
    const { names, catalogue } = context.engine;
    const target = findTarget(context, request.stateMachineArn);
    const { machine } = target;
    const all = catalogue.aliases(machine.id);
    const wanted =
      target.kind === 'version'
        ? all.filter(({ routing }) => routing.some(({ version }) => version === target.version.number))
        : all;
    const { page, nextToken } = pageOf(wanted, request);
    return {
      stateMachineAliases: page.map((alias) => ({
        creationDate: wireDate(alias.createdMs),
        stateMachineAliasArn: names.alias(machine, alias.name),
      })),
      nextToken,
    };
  },
});
