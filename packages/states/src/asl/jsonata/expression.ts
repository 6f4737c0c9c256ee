import jsonata from 'jsonata';
import type { Json } from '../json.ts';
import type { Scope } from '../scope.ts';
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

/** The text is no JSONata. */
export class JsonataSyntaxError extends Error {
  readonly code = 'JSONATA_SYNTAX';
}

/** True where a string of a JSONata state is an expression: it is wrapped in `{%` and `%}`. */
export function isJsonata(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/**
 * Compiles a string that `isJsonata`.
 * @throws {JsonataSyntaxError}
 */
export function compileExpression(text: string): JsonataExpression {
  const source = text.slice(2, -2).trim();
  const evaluate = compileSync(parse(source));
  return evaluate ? { source, evaluate } : { source };
}

function parse(source: string): jsonata.ExprNode {
  try {
    return jsonata(source).ast();
  } catch (error) {
    throw new JsonataSyntaxError(messageOf(error), { cause: error });
  }
}

/** The library throws plain objects with `code` and `message`. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === 'string' ? message : 'unknown error';
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) ? `${code}: ${text}` : text;
}
