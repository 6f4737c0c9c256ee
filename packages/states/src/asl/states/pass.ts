import { type Flow, readFlow } from '../flow.ts';
import type { Json } from '../json.ts';
import { checkFields, readTransition, type StateBase, type StateParser } from '../state-base.ts';

/** Hands its input on, or what it is told to. */
export interface PassState extends StateBase {
  readonly type: 'Pass';
  readonly next: string | undefined;
  readonly flow: Flow;
  readonly result: Json | undefined;
}

export const parsePass: StateParser<PassState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, {
    transition: true,
    JSONPath: ['InputPath', 'OutputPath', 'Parameters', 'Result', 'ResultPath', 'Assign'],
    JSONata: ['Output', 'Assign'],
  });
  return {
    type: 'Pass',
    name,
    queryLanguage,
    next: readTransition(fields),
    flow: readFlow(fields, queryLanguage),
    result: fields.raw('Result'),
  };
};
