import { type Flow, readFlow } from '../flow.ts';
import { checkFields, type StateBase, type StateParser } from '../state-base.ts';

/** Ends its line of control with its input, or what it makes of it. */
export interface SucceedState extends StateBase {
  readonly type: 'Succeed';
  readonly flow: Flow;
}

export const parseSucceed: StateParser<SucceedState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, { JSONPath: ['InputPath', 'OutputPath'], JSONata: ['Output'] });
  return { type: 'Succeed', name, queryLanguage, flow: readFlow(fields, queryLanguage) };
};
