import { defineAction } from '../action.ts';
import { findExecution } from '../find.ts';
import { oneOf, required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const describeStateMachineForExecution = defineAction({
  name: 'DescribeStateMachineForExecution',
  input: {
    executionArn: required(text({ min: 1, max: 256 })),
    includedData: oneOf(['ALL_DATA', 'METADATA_ONLY']),
  },
  run(context, request) {
    const { names, catalogue } = context.engine;
    const { row, machine } = findExecution(context, request.executionArn);
    const revision = catalogue.revision(row.revisionId);
    return {
      definition: request.includedData === 'METADATA_ONLY' ? '' : revision.definition,
      encryptionConfiguration: 'type' in revision.encryption ? revision.encryption : undefined,
      loggingConfiguration: revision.logging,
      name: machine.name,
      revisionId: revision.uuid ?? undefined,
      roleArn: revision.roleArn,
      stateMachineArn: names.machine(machine),
      tracingConfiguration: revision.tracing,
      updateDate: wireDate(revision.createdMs),
    };
  },
});
