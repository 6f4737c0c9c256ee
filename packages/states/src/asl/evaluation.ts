import type { Json } from './json.ts';

/**
 * A JSONata expression that has no synchronous form. Whoever drives the interpreter hands it to `evaluate`
 * (jsonata/evaluate.ts) and passes the answer back in.
 */
export interface EvaluationRequest {
  /** The expression's text, without `{%` and `%}`. */
  readonly source: string;
  /** Variables by name without `$`: the workflow's own, and `states`. */
  readonly bindings: Readonly<Record<string, Json>>;
  readonly nowMs: number;
  random(): number;
  newId(): string;
}

/** `value` is missing where the expression gave nothing (undefined). */
export type EvaluationAnswer =
  | { readonly ok: true; readonly value?: Json | undefined }
  | { readonly ok: false; readonly message: string };
