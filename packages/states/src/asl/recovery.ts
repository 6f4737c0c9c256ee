import type { Fields } from './fields.ts';
import { checkVariableNames } from './flow.ts';
import type { JsonataTemplate } from './jsonata/template.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import { allowIn, type QueryLanguage } from './state-base.ts';
import type { Template } from './template.ts';

/** What a Task, Parallel or Map state does about errors. */
export interface Recovery {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export type Catcher = JsonPathCatcher | JsonataCatcher;

interface CatcherBase {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

export interface JsonPathCatcher extends CatcherBase {
  readonly language: 'JSONPath';
  readonly resultPath: CompiledPath | null | undefined;
  readonly assign: Template | undefined;
}

export interface JsonataCatcher extends CatcherBase {
  readonly language: 'JSONata';
  readonly output: JsonataTemplate | undefined;
  readonly assign: JsonataTemplate | undefined;
}

const MAX_SECONDS = 99_999_999;

export function readRecovery(fields: Fields, language: QueryLanguage): Recovery {
  const retriers = fields.list('Retry') ?? [];
  const catchers = fields.list('Catch') ?? [];
  return {
    retry: retriers.flatMap((retrier, i) => readRetrier(retrier, i === retriers.length - 1) ?? []),
    catch: catchers.flatMap((catcher, i) => readCatcher(catcher, language, i, i === catchers.length - 1) ?? []),
  };
}

function readRetrier(fields: Fields, last: boolean): Retrier | undefined {
  fields.allow([
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
    'Comment',
  ]);
  const errorEquals = readErrorEquals(fields, last);
  const jitter = fields.string('JitterStrategy') ?? 'NONE';
  if (jitter !== 'NONE' && jitter !== 'FULL') {
    fields.report('JitterStrategy', "The field 'JitterStrategy' should have one of these values: [FULL, NONE]");
  }
  const intervalSeconds = fields.integer('IntervalSeconds', 1, MAX_SECONDS) ?? 1;
  const maxDelaySeconds = fields.integer('MaxDelaySeconds', 1, 31_622_400);
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
    fields.report('MaxDelaySeconds', "The value of 'MaxDelaySeconds' must be greater than 'IntervalSeconds'");
  }
  return (
    errorEquals && {
      errorEquals,
      intervalSeconds,
      maxAttempts: fields.integer('MaxAttempts', 0, MAX_SECONDS) ?? 3,
      backoffRate: fields.number('BackoffRate', 1, Number.MAX_VALUE) ?? 2,
      maxDelaySeconds: maxDelaySeconds ?? Number.POSITIVE_INFINITY,
      fullJitter: jitter === 'FULL',
    }
  );
}

function readCatcher(fields: Fields, language: QueryLanguage, index: number, last: boolean): Catcher | undefined {
  allowIn(fields, language, ['ErrorEquals', 'Next', 'Comment', 'Assign'], {
    JSONPath: ['ResultPath'],
    JSONata: ['Output'],
  });
  fields.require(['Next']);
  checkVariableNames(fields, language);
  const errorEquals = readErrorEquals(fields, last);
  const next = fields.string('Next');
  if (errorEquals === undefined || next === undefined) return undefined;
  if (language === 'JSONata') {
    const offers = { member: 'errorOutput', within: `Catch[${index}]/` } as const;
    const output = fields.jsonata('Output', offers);
    return { language, errorEquals, next, output, assign: fields.jsonata('Assign', offers) };
  }
  return {
    language,
    errorEquals,
    next,
    resultPath: fields.nullableReferencePath('ResultPath'),
    assign: fields.template('Assign'),
  };
}

function readErrorEquals(fields: Fields, last: boolean): string[] | undefined {
  if (!fields.require(['ErrorEquals'])) return undefined;
  const names = fields.strings('ErrorEquals');
  if (names?.length === 0) fields.report('ErrorEquals', 'Value cannot be empty');
  if (names?.includes('States.ALL') && (names.length > 1 || !last)) {
    fields.report('ErrorEquals', 'States.ALL must appear alone and at end of list');
  }
  return names;
}
