import type { Fields } from './fields.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { JsonataTemplate } from './jsonata/template.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import type { QueryLanguage } from './state-base.ts';
import type { Template } from './template.ts';

/** How data gets into a state and out of it; not every state type has all of it. */
export type Flow = JsonPathFlow | JsonataFlow;

/** Paths are undefined where they are `$`, null where the field says null. */
export interface JsonPathFlow {
  readonly language: 'JSONPath';
  /** Nothing is done to the data, on the way in or out. */
  readonly plain: boolean;
  readonly inputPath: CompiledPath | null | undefined;
  readonly parameters: Template | undefined;
  readonly resultSelector: Template | undefined;
  readonly resultPath: CompiledPath | null | undefined;
  readonly outputPath: CompiledPath | null | undefined;
  readonly assign: Template | undefined;
}

export interface JsonataFlow {
  readonly language: 'JSONata';
  readonly plain: boolean;
  readonly arguments: JsonataTemplate | undefined;
  readonly output: JsonataTemplate | undefined;
  readonly assign: JsonataTemplate | undefined;
}

/** Reads what is there; which fields may be there has been checked already. */
export function readFlow(fields: Fields, language: QueryLanguage, member?: 'result'): Flow {
  checkVariableNames(fields, language);
  if (language === 'JSONata') {
    return withPlain({
      language,
      arguments: fields.jsonata('Arguments'),
      output: fields.jsonata('Output', { member }),
      assign: fields.jsonata('Assign', { member }),
    });
  }
  return withPlain({
    language,
    inputPath: whole(fields.nullablePath('InputPath')),
    parameters: fields.template('Parameters'),
    resultSelector: fields.template('ResultSelector'),
    resultPath: whole(fields.nullableReferencePath('ResultPath')),
    outputPath: whole(fields.nullablePath('OutputPath')),
    assign: fields.template('Assign'),
  });
}

function withPlain<F extends { readonly language: QueryLanguage }>(flow: F): F & { readonly plain: boolean } {
  const { language: _language, ...parts } = flow;
  return { ...flow, plain: Object.values(parts).every((part) => part === undefined) };
}

/** `$` is what a missing path means. */
function whole(path: CompiledPath | null | undefined): CompiledPath | null | undefined {
  return path && path.syntax.root.kind === 'data' && path.syntax.steps.length === 0 ? undefined : path;
}

const VARIABLE = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

export function checkVariableNames(fields: Fields, language: QueryLanguage): void {
  const assign = fields.raw('Assign');
  if (assign === undefined) return;
  if (!isJsonObject(assign)) {
    fields.report('Assign', 'Expected value of type Object');
    return;
  }
  for (const name of variableNames(assign, language)) {
    if (name === 'states') fields.report('Assign', "The variable name 'states' is reserved");
    else if (name.length > 80 || !VARIABLE.test(name)) {
      fields.report('Assign', `'${name}' is not a valid variable name`);
    }
  }
}

function variableNames(assign: JsonObject, language: QueryLanguage): string[] {
  return Object.keys(assign).map((key) => (language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key));
}
