import { invalidName } from './errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** The rule for names of state machines, executions and activities. Throws ApiError (InvalidName). */
export function checkName(name: string): void {
  if (REFUSED.test(name)) throw invalidName(name);
}
