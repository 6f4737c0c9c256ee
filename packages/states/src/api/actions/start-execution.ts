import type { ExecutionDetail } from '../../runtime/detail.ts';
import type { Revision, StateMachine } from '../../runtime/records.ts';
import { type ActionContext, defineAction } from '../action.ts';
import { ApiError } from '../errors.ts';
import { findTarget } from '../find.ts';
import { readJsonText } from '../json-text.ts';
import { checkName } from '../name.ts';
import { payloadMember } from '../sensitive.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

export const startExecution = defineAction({
  name: 'StartExecution',
  input: {
    stateMachineArn: required(text({ min: 1, max: 256 })),
    name: text({ min: 1, max: 80 }),
    input: payloadMember,
    traceHeader: text({ max: 256 }),
  },
  async run(context, request) {
    const { engine } = context;
    const input = request.input ?? '{}';
    if (request.name !== undefined) checkName(request.name);
    const inputValue = readJsonText(input, invalidInput);
    const begun = chooseRevision(context, request.stateMachineArn);
    const { machine } = begun;
    if (machine.status === 'DELETING') {
      throw new ApiError('StateMachineDeleting', `State Machine Deleting: '${request.stateMachineArn}'`);
    }
    const traceHeader = request.traceHeader ?? context.traceHeader;
    const detail = traceHeader === undefined ? begun.detail : { ...begun.detail, traceHeader };
    const result = await engine.starter.start({ ...begun, detail, name: request.name, input, inputValue });
    if (result.kind === 'name-taken') {
      const arn = engine.names.execution(machine, request.name ?? '');
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    return {
      executionArn: engine.names.execution(machine, result.started.name),
      startDate: wireDate(result.started.startMs),
    };
  },
});

const invalidInput = (reason: string): ApiError =>
  new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);

interface Begun {
  readonly machine: StateMachine;
  readonly revision: Revision;
  readonly detail: ExecutionDetail;
}

/** The revision that an ARN stands for at this moment; an alias draws by its weights. */
function chooseRevision(context: ActionContext, arn: string): Begun {
  const { catalogue, ids } = context.engine;
  const target = findTarget(context, arn);
  const { machine } = target;
  if (target.kind === 'machine') return { machine, revision: catalogue.revision(machine.revisionId), detail: {} };
  if (target.kind === 'version') {
    const { number, revisionId } = target.version;
    return { machine, revision: catalogue.revision(revisionId), detail: { version: number } };
  }
  const { routing, name } = target.alias;
  let drawn = ids.random() * 100;
  const route = routing.find(({ weight }) => {
    drawn -= weight;
    return drawn < 0;
  });
  const number = (route ?? routing[0])?.version ?? 0;
  const version = catalogue.version(machine.id, number);
  return {
    machine,
    revision: catalogue.revision(version?.revisionId ?? machine.revisionId),
    detail: { version: number, alias: name },
  };
}
