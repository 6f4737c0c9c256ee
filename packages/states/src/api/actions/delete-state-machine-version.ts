import { defineAction } from '../action.ts';
import { parseStateMachineArn } from '../arn.ts';
import { ApiError, validation } from '../errors.ts';
import { required, text } from '../shape.ts';

export const deleteStateMachineVersion = defineAction({
  name: 'DeleteStateMachineVersion',
  input: { stateMachineVersionArn: required(text({ min: 1, max: 2000 })) },
  run({ engine }, request) {
    const { account, name, qualifier } = parseStateMachineArn(request.stateMachineVersionArn);
    if (qualifier === undefined || !/^\d+$/.test(qualifier)) {
      throw validation(`A version ARN is required. Received: ${request.stateMachineVersionArn}`);
    }
    return engine.catalogue.change((editor) => {
      const machine = engine.catalogue.machineByName(account, name);
      const version = machine && engine.catalogue.version(machine.id, Number(qualifier));
      // Deleting what isn't there is no error.
      if (!version) return {};
      const aliases = engine.catalogue
        .aliases(version.machineId)
        .filter(({ routing }) => routing.some((route) => route.version === version.number));
      if (aliases.length > 0) {
        const list = aliases.map((alias) => alias.name).join(', ');
        throw new ApiError(
          'ConflictException',
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${list}]`,
        );
      }
      editor.removeVersion(version);
      return {};
    });
  },
});
