import { isJsonArray, type Json } from '../json.ts';

/** JSONata's effective boolean value; nothing is false. */
export function boolize(value: Json | undefined): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'undefined':
      return false;
    default:
      if (isJsonArray(value)) return value.some(boolize);
      return value !== null && Object.keys(value).length > 0;
  }
}

/** The text that `&` joins, for values whose text is beyond doubt; undefined for the others. */
export function concatenable(value: Json | undefined): string | undefined {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : undefined;
  return typeof value === 'boolean' || value === null ? String(value) : undefined;
}
