import { defineAction } from '../action.ts';
import { checkRouting, findAlias, readRouting, routingMember } from '../alias-routing.ts';
import { validation } from '../errors.ts';
import { descriptionMember } from '../sensitive.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const updateStateMachineAlias = defineAction({
  name: 'UpdateStateMachineAlias',
  input: {
    stateMachineAliasArn: required(text({ min: 1, max: 256 })),
    description: descriptionMember,
    routingConfiguration: routingMember,
  },
  async run(context, request) {
    const { engine } = context;
    const { description, routingConfiguration } = request;
    if (description === undefined && routingConfiguration === undefined) {
      throw validation('Either the description or the routingConfiguration must be specified');
    }
    return engine.catalogue.change((editor) => {
      const { machine, alias } = findAlias(context, request.stateMachineAliasArn);
      const wanted = routingConfiguration && readRouting(context, routingConfiguration);
      if (wanted) {
        checkRouting(wanted.routing);
        if (wanted.machine.id !== machine.id) {
          throw validation(
            'Routing configuration must contain versions of the state machine that the alias belongs to.',
          );
        }
      }
      const nowMs = engine.clock.nowMs();
      editor.putAlias({
        ...alias,
        routing: wanted?.routing ?? alias.routing,
        updatedMs: nowMs,
        ...(description === undefined ? {} : { description }),
      });
      return { updateDate: wireDate(nowMs) };
    });
  },
});
