import jsonata from 'jsonata';
import type { Json } from '../json.ts';
import type { Scope } from '../scope.ts';
import { type References, referencesOf } from './references.ts';
import { compileSync } from './sync.ts';

/** A JSONata expression of a definition. */
export interface JsonataExpression {
  /** The text between `{%` and `%}`, trimmed. */
  readonly source: string;
  /**
   * The expression as a closure, where it is simple enough.
   * @throws {NeedsLibrary} where the data turns out not to be
   */
  readonly evaluate?: (scope: Scope) => Json | undefined;
}

/** Something wrong with an expression, as ValidateStateMachineDefinition reports it. */
export interface ExpressionFinding {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
}

/** What came of an expression's text: the expression where there are no findings. */
export interface CompiledExpression {
  readonly expression?: JsonataExpression;
  readonly findings: readonly ExpressionFinding[];
}

/** True where a string of a JSONata state is an expression: it is wrapped in `{%` and `%}`. */
export function isJsonata(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** Compiles a string that `isJsonata`; `offered` are the members that `$states` has where it stands. */
export function compileExpression(text: string, offered: readonly string[]): CompiledExpression {
  const source = text.slice(2, -2).trim();
  let ast: jsonata.ExprNode;
  try {
    ast = jsonata(source).ast();
  } catch (error) {
    const message = messageOf(error).replace(/^[A-Z]\d{4}: /, '');
    return { findings: [{ code: 'INVALID_JSONATA_EXPRESSION', message }] };
  }
  const findings = findingsOf(referencesOf(ast), offered);
  if (findings.length > 0) return { findings };
  const evaluate = compileSync(ast);
  return { expression: evaluate ? { source, evaluate } : { source }, findings };
}

function findingsOf({ names, members }: References, offered: readonly string[]): ExpressionFinding[] {
  const topLevel = names.map((name): ExpressionFinding => {
    return {
      code: 'UNSUPPORTED_JSONATA_EXPRESSION',
      message: `Reference to '${name}' at the top level is not supported.`,
    };
  });
  const missing = members
    .filter((member) => !offered.includes(member))
    .map((member): ExpressionFinding => {
      return { code: 'INVALID_JSONATA_EXPRESSION', message: `Field '$states.${member}' does not exist.` };
    });
  return [...topLevel, ...missing];
}

/** The library throws plain objects with `code` and `message`. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === 'string' ? message : 'unknown error';
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) ? `${code}: ${text}` : text;
}
