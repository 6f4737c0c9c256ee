import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shipped } from '@resit/functions/hosting/shipped';

/** What the build took from `workflow/` and checked: it lies beside the bundle of a function. */
export type ShippedContent = Pick<Shipped, 'templates' | 'topics'>;
export const SHIPPED_FILE = 'shipped.json';
export const QUESTIONS_FILE = 'questions.json';

/** A file that lies beside the function's bundle. */
export function besideBundle(name: string): string {
  return join(process.env.LAMBDA_TASK_ROOT ?? process.cwd(), name);
}

export const readShippedContent = (): ShippedContent =>
  JSON.parse(readFileSync(besideBundle(SHIPPED_FILE), 'utf8')) as ShippedContent;

export const readQuestions = (): Shipped['questions'] =>
  JSON.parse(readFileSync(besideBundle(QUESTIONS_FILE), 'utf8')) as Shipped['questions'];
