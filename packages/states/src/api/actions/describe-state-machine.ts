import { defineAction } from '../action.ts';
import { findTarget } from '../find.ts';
import { oneOf, required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const describeStateMachine = defineAction({
  name: 'DescribeStateMachine',
  input: {
    stateMachineArn: required(text({ min: 1, max: 256 })),
    includedData: oneOf(['ALL_DATA', 'METADATA_ONLY']),
  },
  run(context, request) {
    const { names, catalogue } = context.engine;
    const target = findTarget(context, request.stateMachineArn);
    const { machine } = target;
    const version =
      target.kind === 'version'
        ? target.version
        : target.kind === 'alias'
          ? catalogue.version(machine.id, target.alias.routing[0]?.version ?? 0)
          : undefined;
    const revision = catalogue.revision(version?.revisionId ?? machine.revisionId);
    return {
      creationDate: wireDate(version?.createdMs ?? machine.createdMs),
      definition: request.includedData === 'METADATA_ONLY' ? '' : revision.definition,
      description: version?.description,
      encryptionConfiguration: 'type' in revision.encryption ? revision.encryption : undefined,
      loggingConfiguration: revision.logging,
      name: machine.name,
      revisionId: revision.uuid ?? undefined,
      roleArn: revision.roleArn,
      stateMachineArn: version ? names.version(machine, version.number) : names.machine(machine),
      status: machine.status,
      tracingConfiguration: revision.tracing,
      type: machine.type,
    };
  },
});
