import type { CatalogueEditor } from '../../runtime/catalogue.ts';
import type { Revision, StateMachine } from '../../runtime/records.ts';
import { type ActionContext, defineAction } from '../action.ts';
import { checkDefinition } from '../definition.ts';
import { ApiError, validation } from '../errors.ts';
import {
  checkLogging,
  encryptionMember,
  loggingMember,
  OFF,
  type Settings,
  settingsOf,
  tracingMember,
} from '../machine-settings.ts';
import { checkName } from '../name.ts';
import { publish } from '../publish.ts';
import { definitionMember, descriptionMember } from '../sensitive.ts';
import { flag, oneOf, required, text } from '../shape.ts';
import { tagsMember, tagsOf } from '../tags.ts';
import { wireDate } from '../wire.ts';

export const createStateMachine = defineAction({
  name: 'CreateStateMachine',
  input: {
    name: required(text({ min: 1, max: 80 })),
    definition: required(definitionMember),
    roleArn: required(text({ min: 1, max: 256 })),
    type: oneOf(['STANDARD', 'EXPRESS']),
    loggingConfiguration: loggingMember,
    tracingConfiguration: tracingMember,
    encryptionConfiguration: encryptionMember,
    tags: tagsMember,
    publish: flag(),
    versionDescription: descriptionMember,
  },
  async run(context, request) {
    const { engine, caller } = context;
    checkName(request.name);
    if (request.versionDescription !== undefined && request.publish !== true) {
      throw validation('Version description can only be set when publish is true');
    }
    const settings = settingsOf(request, OFF);
    checkLogging(settings.logging);
    const type = request.type ?? 'STANDARD';
    checkDefinition(request.definition, type);
    const tags = tagsOf(request.tags ?? []);
    const created = await engine.catalogue.change((editor) => {
      const existing = engine.catalogue.machineByName(caller.account, request.name);
      if (existing) return again(context, existing, { ...settings, ...request, type, tags });
      const nowMs = engine.clock.nowMs();
      const machineId = editor.newId('machine');
      const revision: Revision = {
        v: 1,
        id: editor.newId('revision'),
        machineId,
        uuid: null,
        definition: request.definition,
        roleArn: request.roleArn,
        ...settings,
        createdMs: nowMs,
      };
      editor.putRevision(revision);
      const machine: StateMachine = {
        v: 1,
        id: machineId,
        account: caller.account,
        name: request.name,
        type,
        status: 'ACTIVE',
        revisionId: revision.id,
        createdMs: nowMs,
        lastVersion: 0,
        tags,
      };
      return published(context, editor, machine, request.publish === true, request.versionDescription);
    });
    return {
      creationDate: wireDate(created.machine.createdMs),
      stateMachineArn: engine.names.machine(created.machine),
      stateMachineVersionArn:
        created.version === undefined ? undefined : engine.names.version(created.machine, created.version),
    };
  },
});

interface Created {
  readonly machine: StateMachine;
  readonly version: number | undefined;
}

function published(
  context: ActionContext,
  editor: CatalogueEditor,
  machine: StateMachine,
  wanted: boolean,
  description: string | undefined,
): Created {
  if (!wanted) {
    editor.putMachine(machine);
    return { machine, version: undefined };
  }
  const version = publish(context.engine, editor, machine, description);
  return { machine, version: version.number };
}

interface Wanted extends Settings {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: StateMachine['type'];
  readonly tags: Readonly<Record<string, string>>;
  readonly publish?: boolean;
}

/** Creating the same machine twice is one machine; another one of the same name is refused. */
function again({ engine }: ActionContext, existing: StateMachine, wanted: Wanted): Created {
  const arn = engine.names.machine(existing);
  if (existing.status === 'DELETING') throw new ApiError('StateMachineDeleting', `State Machine Deleting: '${arn}'`);
  const revision = engine.catalogue.revision(existing.revisionId);
  const same =
    revision.definition === wanted.definition &&
    existing.type === wanted.type &&
    JSON.stringify(revision.logging) === JSON.stringify(wanted.logging) &&
    JSON.stringify(revision.tracing) === JSON.stringify(wanted.tracing) &&
    JSON.stringify(revision.encryption) === JSON.stringify(wanted.encryption);
  if (!same) throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
  const version = wanted.publish ? engine.catalogue.versions(existing.id)[0]?.number : undefined;
  return { machine: existing, version };
}
