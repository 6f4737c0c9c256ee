import { defineAction } from '../action.ts';
import { ApiError } from '../errors.ts';
import { findMachine } from '../find.ts';
import { publish } from '../publish.ts';
import { descriptionMember } from '../sensitive.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const publishStateMachineVersion = defineAction({
  name: 'PublishStateMachineVersion',
  input: {
    stateMachineArn: required(text({ min: 1, max: 256 })),
    revisionId: text({ max: 256 }),
    description: descriptionMember,
  },
  run(context, request) {
    const { engine } = context;
    return engine.catalogue.change((editor) => {
      const machine = findMachine(context, request.stateMachineArn);
      if (machine.status === 'DELETING') {
        throw new ApiError('StateMachineDeleting', `State Machine Deleting: '${request.stateMachineArn}'`);
      }
      const current = engine.catalogue.revision(machine.revisionId).uuid ?? 'INITIAL';
      if (request.revisionId !== undefined && request.revisionId !== current) {
        throw new ApiError(
          'ConflictException',
          `Revision id does not match the current revision: ${request.revisionId}`,
        );
      }
      const version = publish(engine, editor, machine, request.description);
      return {
        creationDate: wireDate(version.createdMs),
        stateMachineVersionArn: engine.names.version(machine, version.number),
      };
    });
  },
});
