import { checkFields, type StateBase, type StateParser } from '../state-base.ts';
import { readTextSource, type TextSource } from '../text-source.ts';

/** Ends the execution, or fails the branch that it is in. */
export interface FailState extends StateBase {
  readonly type: 'Fail';
  readonly error: TextSource | undefined;
  readonly cause: TextSource | undefined;
}

export const parseFail: StateParser<FailState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, {
    JSONPath: ['Error', 'Cause', 'ErrorPath', 'CausePath'],
    JSONata: ['Error', 'Cause'],
  });
  return {
    type: 'Fail',
    name,
    queryLanguage,
    error: readTextSource(fields, 'Error', queryLanguage),
    cause: readTextSource(fields, 'Cause', queryLanguage),
  };
};
