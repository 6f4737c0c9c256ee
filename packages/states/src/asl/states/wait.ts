import type { Fields } from '../fields.ts';
import { type Flow, readFlow } from '../flow.ts';
import type { JsonataExpression } from '../jsonata/expression.ts';
import type { CompiledPath } from '../jsonpath/compiled-path.ts';
import { checkFields, type QueryLanguage, readTransition, type StateBase, type StateParser } from '../state-base.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Waits for a time. */
export interface WaitState extends StateBase {
  readonly type: 'Wait';
  readonly next: string | undefined;
  readonly flow: Flow;
  readonly until: WaitTime;
}

export type WaitTime =
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'seconds-path' | 'timestamp-path'; readonly path: CompiledPath }
  | { readonly kind: 'seconds-expression' | 'timestamp-expression'; readonly expression: JsonataExpression };

const MAX_SECONDS = 99_999_999;

export const parseWait: StateParser<WaitState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, {
    transition: true,
    JSONPath: ['InputPath', 'OutputPath', 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Assign'],
    JSONata: ['Seconds', 'Timestamp', 'Output', 'Assign'],
  });
  const next = readTransition(fields);
  const flow = readFlow(fields, queryLanguage);
  const until = readTime(fields, queryLanguage);
  return until && { type: 'Wait', name, queryLanguage, next, flow, until };
};

function readTime(fields: Fields, language: QueryLanguage): WaitTime | undefined {
  const name = fields.onlyOne(['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']);
  if (name === undefined) return undefined;
  if (name === 'SecondsPath' || name === 'TimestampPath') {
    const path = fields.referencePath(name, 'with-context');
    return path && { kind: name === 'SecondsPath' ? 'seconds-path' : 'timestamp-path', path };
  }
  const expression = language === 'JSONata' ? fields.expression(name) : undefined;
  if (expression) return { kind: name === 'Seconds' ? 'seconds-expression' : 'timestamp-expression', expression };
  if (name === 'Seconds') {
    const seconds = fields.integer('Seconds', 0, MAX_SECONDS);
    return seconds === undefined ? undefined : { kind: 'seconds', seconds };
  }
  const text = fields.string('Timestamp');
  if (text === undefined) return undefined;
  const timestampMs = parseTimestamp(text);
  if (timestampMs !== undefined) return { kind: 'timestamp', timestampMs };
  fields.report('Timestamp', 'String does not match RFC3339 timestamp');
  return undefined;
}
