import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { MachineType } from './asl/checker.ts';
import type { Diagnostic } from './asl/diagnostic.ts';
import { parseDefinition } from './asl/parse.ts';
import { sourceStart } from './asl/source.ts';
import { CommandError } from './command-error.ts';
import { type Filled, fillPlaceholders } from './placeholders.ts';

/** `states validate`: prints a line per finding; 1 if any is an error, 0 otherwise. */
export async function validate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { type: { type: 'string', default: 'STANDARD' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) throw new CommandError('name at least one file to validate');
  const type = values.type.toUpperCase();
  if (type !== 'STANDARD' && type !== 'EXPRESS') {
    throw new CommandError(`the type must be STANDARD or EXPRESS: '${values.type}'`);
  }
  let errors = 0;
  for (const file of positionals) {
    errors += report(file, fillPlaceholders(readDefinition(file)), type);
  }
  return errors > 0 ? 1 : 0;
}

/** Prints what is wrong with a definition; gives the number of errors. */
export function report(file: string, filled: Filled, type: MachineType): number {
  let errors = 0;
  for (const found of parseDefinition(filled.text, type).diagnostics) {
    const { severity, code, line, column } = found;
    // what will stand there is known when it is deployed
    if (code !== 'INVALID_JSON_DESCRIPTION' && filled.isFilledAt(line, column)) continue;
    const at = filled.locate(line, column);
    console.log(`${file}:${at.line}:${at.column}: ${code} ${messageOf(found, filled)}`);
    if (severity === 'ERROR') errors += 1;
  }
  return errors;
}

function messageOf({ message }: Diagnostic, { text, locate }: Filled): string {
  return shortly(message, text, locate).replace(/ at line \d+, column \d+$/, '');
}

/** AWS quotes the text whenever it says where in it something is; here that is said in few words. */
export function shortly(message: string, text: string, locate: Filled['locate']): string {
  const [first = '', ...others] = message.split(`${sourceStart(text)}line: `);
  return others
    .reduce((said, part) => {
      const [, line, column, rest = ''] = /^(\d+), column: (\d+)\](.*)$/s.exec(part) ?? [];
      const at = locate(Number(line), Number(column));
      return `${said}line ${at.line}, column ${at.column}${rest}`;
    }, first)
    .replace(/\s*\n\s*/g, ' ');
}

/** Throws CommandError. */
export function readDefinition(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
