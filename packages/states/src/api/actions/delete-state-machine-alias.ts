import { defineAction } from '../action.ts';
import { lookUpAlias } from '../alias-routing.ts';
import { required, text } from '../shape.ts';

export const deleteStateMachineAlias = defineAction({
  name: 'DeleteStateMachineAlias',
  input: { stateMachineAliasArn: required(text({ min: 1, max: 256 })) },
  run(context, request) {
    return context.engine.catalogue.change((editor) => {
      const found = lookUpAlias(context, request.stateMachineAliasArn);
      // Deleting what isn't there is no error.
      if (found) editor.removeAlias(found.alias);
      return {};
    });
  },
});
