import type { Question } from '../question.ts';
import { questionSchema } from '../question-types.ts';
import { textHash } from '../text-hash.ts';

/** What imported questions get where the file is silent. */
export type ImportDefaults = {
  readonly topic: string;
  readonly difficulty: Question['difficulty'];
  readonly pool: Question['pool'];
  readonly source: string;
  readonly feedback: string;
};

/** Why one question of a file was left out; the others are kept. */
export type ImportProblem = {
  /** Line of the file on which the question begins, from 1. */
  readonly line: number;
  /** The question's name in the file, or the beginning of its text. */
  readonly name: string;
  readonly field: string;
  readonly message: string;
};

export type ImportResult = { readonly questions: readonly Question[]; readonly problems: readonly ImportProblem[] };

/** Questions as version 1, each either good or with its problems; a repeated id is a problem of the later one. */
export function collectImported(
  rows: readonly { readonly line: number; readonly name: string; readonly value: ImportedValue }[],
): ImportResult {
  const questions: Question[] = [];
  const problems: ImportProblem[] = [];
  const lineById = new Map<string, number>();
  for (const { line, name, value } of rows) {
    const report = (field: string, message: string) => problems.push({ line, name, field, message });
    if ('problem' in value) {
      report(value.problem.field, value.problem.message);
      continue;
    }
    const parsed = questionSchema.safeParse({ ...value.question, version: 1, status: 'active' });
    if (!parsed.success) {
      for (const issue of parsed.error.issues) report(issue.path.join('.') || 'question', issue.message);
      continue;
    }
    const lineBefore = lineById.get(parsed.data.id);
    if (lineBefore !== undefined) {
      report('id', `is already the id of the question on line ${lineBefore}`);
      continue;
    }
    lineById.set(parsed.data.id, line);
    questions.push(parsed.data);
  }
  return { questions, problems };
}

export type ImportedValue =
  | { readonly question: Readonly<Record<string, unknown>> }
  | { readonly problem: { readonly field: string; readonly message: string } };

/** An id made from the content alone, so that importing a file again finds the same questions. */
export function idFromContent(content: unknown): string {
  const text = JSON.stringify(content);
  const hex = (basis: number) => (textHash(text, basis) >>> 0).toString(16).padStart(8, '0');
  return `imported-${hex(0x811c9dc5)}${hex(0x9e3779b9)}`;
}
