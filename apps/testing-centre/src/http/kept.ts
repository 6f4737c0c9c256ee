import type { Fields } from '../page/answer-fields.tsx';

/**
 * A form that was posted when the session was over. It travels through the code pages in a hidden field and is done when
 * the student is back in, so that nothing that was written is lost.
 */
export interface Kept {
  /** What was posted to, after the exam's path: `question/3`. */
  path: string;
  fields: Fields;
}

export const KEPT_FIELD = 'kept';
const LENGTH_MAX = 40_000;

export const writeKept = (kept: Kept): string => JSON.stringify(kept);

/** What a hidden field holds, if it is a kept form; it comes from the browser, so nothing is taken on trust. */
export function readKept(text: string): Kept | undefined {
  if (text === '' || text.length > LENGTH_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('path' in value) || !('fields' in value)) return undefined;
    const { path, fields } = value;
    if (typeof path !== 'string' || typeof fields !== 'object' || fields === null) return undefined;
    const isText = (each: unknown): each is string => typeof each === 'string';
    const entries = Object.entries(fields).filter(
      ([, field]) => isText(field) || (Array.isArray(field) && field.every(isText)),
    );
    return { path, fields: Object.fromEntries(entries) };
  } catch {
    return undefined;
  }
}
