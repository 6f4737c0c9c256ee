import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDefinition } from './asl/parse.ts';
import { CommandError } from './command-error.ts';
import { fillPlaceholders } from './placeholders.ts';

/** `states validate`: prints a line per finding; 1 if any is an error, 0 otherwise. */
export async function validate(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  if (positionals.length === 0) throw new CommandError('name at least one file to validate');
  let errors = 0;
  for (const file of positionals) {
    const filled = fillPlaceholders(read(file));
    for (const { severity, code, message, line, column } of parseDefinition(filled.text).diagnostics) {
      const at = filled.locate(line, column);
      console.log(`${file}:${at.line}:${at.column}: ${code} ${message}`);
      if (severity === 'ERROR') errors += 1;
    }
  }
  return errors > 0 ? 1 : 0;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
