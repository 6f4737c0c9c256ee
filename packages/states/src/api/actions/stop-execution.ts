import { defineAction } from '../action.ts';
import { ApiError, noSuchExecution } from '../errors.ts';
import { findExecution } from '../find.ts';
import { causeMember, errorMember } from '../sensitive.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const stopExecution = defineAction({
  name: 'StopExecution',
  input: {
    executionArn: required(text({ min: 1, max: 256 })),
    error: errorMember,
    cause: causeMember,
  },
  async run(context, request) {
    const { engine } = context;
    const { row, machine } = findExecution(context, request.executionArn);
    if (machine.type === 'EXPRESS') {
      throw new ApiError(
        'StateMachineTypeNotSupported',
        `This operation is not supported by this type of state machine: '${engine.names.machine(machine)}'`,
      );
    }
    const { error, cause } = request;
    const sent = await engine.executions.send(row.id, {
      kind: 'stop',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    // Stopping one that has ended is no error: the answer says when it did.
    const stopMs = sent && engine.store.execution(row.id)?.stopMs;
    if (stopMs === undefined || stopMs === null) throw noSuchExecution(request.executionArn);
    return { stopDate: wireDate(stopMs) };
  },
});
