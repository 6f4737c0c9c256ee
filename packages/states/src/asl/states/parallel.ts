import type { Fields } from '../fields.ts';
import { type Flow, readFlow } from '../flow.ts';
import { type Recovery, readRecovery } from '../recovery.ts';
import { checkFields, readTransition, type StateBase, type StateContext, type StateMap } from '../state-base.ts';

/** Goes several ways at once, and on when all have ended. */
export interface ParallelState<S> extends StateBase, Recovery {
  readonly type: 'Parallel';
  readonly next: string | undefined;
  readonly flow: Flow;
  readonly branches: readonly StateMap<S>[];
}

export function parseParallel<S>(fields: Fields, context: StateContext): ParallelState<S> | undefined {
  const { name, queryLanguage } = context;
  checkFields(fields, queryLanguage, {
    transition: true,
    JSONPath: [
      ...['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'Assign'],
      ...['Branches', 'Retry', 'Catch'],
    ],
    JSONata: ['Arguments', 'Output', 'Assign', 'Branches', 'Retry', 'Catch'],
  });
  fields.require(['Branches']);
  const parsed = (fields.list('Branches') ?? []).map((branch) => {
    branch.allow(['StartAt', 'States', 'Comment']);
    return context.parseStateMap<S>(branch);
  });
  const branches = parsed.filter((branch) => branch !== undefined);
  const next = readTransition(fields);
  const flow = readFlow(fields, queryLanguage, 'result');
  const recovery = readRecovery(fields, queryLanguage);
  return branches.length < parsed.length
    ? undefined
    : { type: 'Parallel', name, queryLanguage, next, flow, branches, ...recovery };
}
