import type { Revision } from '../../runtime/records.ts';
import { defineAction } from '../action.ts';
import { checkDefinition } from '../definition.ts';
import { ApiError, validation } from '../errors.ts';
import { findMachine } from '../find.ts';
import { checkLogging, encryptionMember, loggingMember, settingsOf, tracingMember } from '../machine-settings.ts';
import { publish } from '../publish.ts';
import { definitionMember, descriptionMember } from '../sensitive.ts';
import { flag, required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const updateStateMachine = defineAction({
  name: 'UpdateStateMachine',
  input: {
    stateMachineArn: required(text({ min: 1, max: 256 })),
    definition: definitionMember,
    roleArn: text({ min: 1, max: 256 }),
    loggingConfiguration: loggingMember,
    tracingConfiguration: tracingMember,
    encryptionConfiguration: encryptionMember,
    publish: flag(),
    versionDescription: descriptionMember,
  },
  async run(context, request) {
    const { engine } = context;
    const { type } = findMachine(context, request.stateMachineArn);
    if (request.definition !== undefined) checkDefinition(request.definition, type);
    if (request.versionDescription !== undefined && request.publish !== true) {
      throw validation('Version description can only be set when publish is true');
    }
    const nothing =
      request.definition === undefined &&
      request.roleArn === undefined &&
      request.loggingConfiguration === undefined &&
      request.tracingConfiguration === undefined &&
      request.encryptionConfiguration === undefined;
    if (nothing && request.publish !== true) {
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the EncryptionConfiguration or the TracingConfiguration must be specified',
      );
    }
    return engine.catalogue.change((editor) => {
      const machine = findMachine(context, request.stateMachineArn);
      if (machine.status === 'DELETING') {
        throw new ApiError('StateMachineDeleting', `State Machine Deleting: '${request.stateMachineArn}'`);
      }
      const current = engine.catalogue.revision(machine.revisionId);
      const settings = settingsOf(request, current);
      checkLogging(settings.logging);
      const nowMs = engine.clock.nowMs();
      const wanted: Revision = {
        ...current,
        ...settings,
        definition: request.definition ?? current.definition,
        roleArn: request.roleArn ?? current.roleArn,
      };
      // Asking for what is there already makes no new revision.
      const same = JSON.stringify(wanted) === JSON.stringify(current);
      const revision = same
        ? current
        : { ...wanted, id: editor.newId('revision'), uuid: engine.ids.uuid(), createdMs: nowMs };
      if (!same) editor.putRevision(revision);
      const updated = { ...machine, revisionId: revision.id, updatedMs: nowMs };
      const version = request.publish ? publish(engine, editor, updated, request.versionDescription) : undefined;
      if (!version) editor.putMachine(updated);
      return {
        revisionId: revision.uuid ?? undefined,
        stateMachineVersionArn: version && engine.names.version(machine, version.number),
        updateDate: wireDate(nowMs),
      };
    });
  },
});
