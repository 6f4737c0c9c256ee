import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplateFiles, type Templates } from '@resit/integrity/mail/template';
import { parseQuestions } from '@resit/integrity/question-bank/bank';
import type { Question } from '@resit/integrity/question-bank/question';
import { type Topic, topicsSchema } from '@resit/integrity/question-bank/topic';

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

/** Reads the folder `workflow`. @throws ShippedFileUnusable, TemplateInvalid */
export function readShippedFrom(folder: string): Shipped {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const bankFolder = join(folder, 'question-bank');
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
    templates: readTemplates(join(folder, 'mail')),
    topics: topicsSchema.parse(json(join(bankFolder, 'topics.json'))),
    questions,
  };
}

function readTemplates(folder: string): Templates {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return parseTemplateFiles(
    Object.fromEntries(names.map((name) => [name.slice(0, -'.md'.length), readFileSync(join(folder, name), 'utf8')])),
  );
}

function json<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new ShippedFileUnusable(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
