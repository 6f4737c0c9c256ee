import type { Alias } from '../../runtime/records.ts';
import { defineAction } from '../action.ts';
import { checkRouting, readRouting, routingMember, sameRouting } from '../alias-routing.ts';
import { ApiError } from '../errors.ts';
import { checkAliasName } from '../name.ts';
import { descriptionMember } from '../sensitive.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const createStateMachineAlias = defineAction({
  name: 'CreateStateMachineAlias',
  input: {
    name: required(text({ min: 1, max: 80 })),
    description: descriptionMember,
    routingConfiguration: required(routingMember),
  },
  async run(context, request) {
    const { engine } = context;
    checkAliasName(request.name);
    return engine.catalogue.change((editor) => {
      const { machine, routing } = readRouting(context, request.routingConfiguration);
      checkRouting(routing);
      if (machine.status === 'DELETING') {
        throw new ApiError('StateMachineDeleting', `State Machine Deleting: '${engine.names.machine(machine)}'`);
      }
      const existing = engine.catalogue.alias(machine.id, request.name);
      if (existing && (!sameRouting(existing.routing, routing) || existing.description !== request.description)) {
        throw new ApiError(
          'ConflictException',
          'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
        );
      }
      const nowMs = engine.clock.nowMs();
      const alias: Alias = existing ?? {
        v: 1,
        machineId: machine.id,
        name: request.name,
        routing,
        createdMs: nowMs,
        updatedMs: nowMs,
        ...(request.description === undefined ? {} : { description: request.description }),
      };
      if (!existing) editor.putAlias(alias);
      return {
        creationDate: wireDate(alias.createdMs),
        stateMachineAliasArn: engine.names.alias(machine, alias.name),
      };
    });
  },
});
