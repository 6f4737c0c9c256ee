import { unusableValue } from '../asl/failure.ts';
import type { Json } from '../asl/json.ts';
import type { JsonataExpression } from '../asl/jsonata/expression.ts';
import { unexpectedType } from './evaluation.ts';

const MAX_SECONDS = 99_999_999;

/** What an expression gave for a field of seconds. Throws StateFailure where it is no whole number of them. */
export function wholeSeconds(value: Json, expression: JsonataExpression, field: string): number {
  if (typeof value !== 'number') throw unexpectedType(expression, field, 'number', value);
  if (!Number.isInteger(value)) {
    throw unusableValue(`The ${field} field cannot be parsed as an integer: ${value}`, field);
  }
  if (value >= 0 && value <= MAX_SECONDS) return value;
  throw unusableValue(`${field} must be between 0 and ${MAX_SECONDS} but was: ${value}`, field);
}
