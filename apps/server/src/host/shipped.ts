import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTemplateFiles, type Templates } from '@resit/integrity/mail/template';
import { parseQuestions } from '@resit/integrity/question-bank/bank';
import type { Question } from '@resit/integrity/question-bank/question';
import { type Topic, topicsSchema } from '@resit/integrity/question-bank/topic';

/** The repository's root, from the sources as from what is built of them. */
export const rootFolder: string = fileURLToPath(new URL('../../../../', import.meta.url));
const workflowFolder = join(rootFolder, 'workflow');

/** A file that ships with the product cannot be used. */
export class ShippedFileUnusable extends Error {
  readonly code = 'shipped-file-unusable';
}

/** What ships under `workflow/`, read and checked. */
export interface Shipped {
  definition: string;
  apiDocument: string;
  templates: Templates;
  topics: readonly Topic[];
  questions: readonly Question[];
}

/** @throws ShippedFileUnusable, TemplateInvalid */
export function readShipped(): Shipped {
  const bankFolder = join(workflowFolder, 'question-bank');
  const files = readdirSync(bankFolder).filter((name) => name.endsWith('.json') && name !== 'topics.json');
  const read = files.flatMap((name) => json<unknown[]>(join(bankFolder, name)));
  const { questions, errors } = parseQuestions(read);
  const [error] = errors;
  if (error)
    throw new ShippedFileUnusable(
      `The question ${error.questionId} of the shipped bank: ${error.field} ${error.message}`,
    );
  return {
    definition: text('plagiarism-incident.asl.json'),
    apiDocument: text('openapi.yaml'),
    templates: readTemplates(),
    topics: topicsSchema.parse(json(join(bankFolder, 'topics.json'))),
    questions,
  };
}

function readTemplates(): Templates {
  const folder = join(workflowFolder, 'mail');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return parseTemplateFiles(
    Object.fromEntries(names.map((name) => [name.slice(0, -'.md'.length), readFileSync(join(folder, name), 'utf8')])),
  );
}

const text = (name: string): string => readFileSync(join(workflowFolder, name), 'utf8');

function json<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new ShippedFileUnusable(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
