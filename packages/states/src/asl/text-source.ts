import type { Fields } from './fields.ts';
import { type CompiledIntrinsic, compileIntrinsic } from './intrinsics/compile.ts';
import type { JsonataExpression } from './jsonata/expression.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import { PathSyntaxError } from './jsonpath/parse.ts';
import type { QueryLanguage } from './state-base.ts';

/** Where a state's text comes from: written down, read by path, made by a function, or an expression. */
export type TextSource =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly field: string; readonly path: CompiledPath }
  | { readonly kind: 'intrinsic'; readonly field: string; readonly intrinsic: CompiledIntrinsic }
  | { readonly kind: 'expression'; readonly field: string; readonly expression: JsonataExpression };

/** Reads `Error`/`ErrorPath` and `Cause`/`CausePath`. */
export function readTextSource(fields: Fields, name: string, language: QueryLanguage): TextSource | undefined {
  if (language === 'JSONata') {
    const expression = fields.expression(name);
    if (expression) return { kind: 'expression', field: name, expression };
  } else {
    fields.exclusive([name, `${name}Path`]);
    const dynamic = readPath(fields, `${name}Path`);
    if (dynamic) return dynamic;
  }
  const text = fields.string(name);
  return text === undefined ? undefined : { kind: 'constant', text };
}

function readPath(fields: Fields, field: string): TextSource | undefined {
  const text = fields.raw(field);
  if (typeof text !== 'string' || !text.startsWith('States.')) {
    const path = fields.pathField(field);
    return path && { kind: 'path', field, path };
  }
  try {
    return { kind: 'intrinsic', field, intrinsic: compileIntrinsic(text) };
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    fields.report(
      field,
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
    );
    return undefined;
  }
}
