import { invalidName, validation } from './errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** The rule for names of state machines, executions and activities. Throws ApiError (InvalidName). */
export function checkName(name: string): void {
  if (REFUSED.test(name)) throw invalidName(name);
}

/** Aliases have a narrower rule: letters, digits, `_`, `-` and `.`, not a number alone. Throws ApiError. */
export function checkAliasName(name: string): void {
  if (!/^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/.test(name)) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$`,
    );
  }
}
