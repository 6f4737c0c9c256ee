import { NotFound } from '@resit/integrity/errors';
import { exposureCounter } from '@resit/integrity/exam/exposure';
import type { QuestionRecord } from '@resit/integrity/ports/repository';
import { z } from 'zod';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';

const LOOKED_AT_MAX = 5000;

const listSchema = z.object({
  pool: z.enum(['exam', 'practice']).optional(),
  topic: z.string().min(1).max(100).optional(),
  type: z.string().min(1).max(100).optional(),
  status: z.enum(['active', 'retired', 'voided']).optional(),
  q: z.string().trim().min(1).max(200).optional(),
  limit: listQuery.wholeNumber(1, 500).default(50),
  cursor: z.string().optional(),
});
type Asked = z.infer<typeof listSchema>;

/** A question with its key: for administrators alone. */
function questionView({ question, savedAt, savedBy }: QuestionRecord, exposure: number) {
  const { type } = question;
  return present({
    id: question.id,
    version: question.version,
    type,
    topic: question.topic,
    difficulty: question.difficulty,
    pool: question.pool,
    status: question.status,
    stem: question.stem,
    feedback: question.feedback,
    source: question.source,
    options: 'options' in question ? question.options : undefined,
    prompts: 'prompts' in question ? question.prompts : undefined,
    choices: 'choices' in question ? question.choices : undefined,
    correct: 'correct' in question ? question.correct : undefined,
    value: 'value' in question ? question.value : undefined,
    tolerance: 'tolerance' in question ? question.tolerance : undefined,
    unit: 'unit' in question ? question.unit : undefined,
    accepted: 'accepted' in question ? question.accepted : undefined,
    exposure,
    savedAt,
    savedBy,
  });
}

async function withExposure(deps: ApiDeps, records: readonly QuestionRecord[]) {
  const names = records.map(({ question }) => exposureCounter(question.id));
  const counts = names.length === 0 ? [] : await deps.repository.counters(names);
  return records.map((record, at) => questionView(record, counts[at] ?? 0));
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function matches({ question }: QuestionRecord, asked: Asked): boolean {
  return (
    (asked.pool === undefined || asked.pool === question.pool) &&
    (asked.topic === undefined || asked.topic === question.topic) &&
    (asked.type === undefined || asked.type === question.type) &&
    (asked.status === undefined || asked.status === question.status) &&
    (asked.q === undefined || folded(JSON.stringify(Object.values(question))).includes(folded(asked.q)))
  );
}

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const asked = queryOf(listSchema, request);
  const found: QuestionRecord[] = [];
  let cursor = asked.cursor;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; ) {
    const page = await deps.repository.query('question', 'newest', {
      partition: 'all',
      limit: asked.limit - found.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items.filter((record) => matches(record, asked)));
    lookedAt += Math.max(page.items.length, 1);
    cursor = page.cursor;
    if (cursor === undefined || found.length >= asked.limit) break;
  }
  return { body: present({ items: await withExposure(deps, found), cursor }) };
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const partition = pathOf(request, 'questionId');
  const page = await deps.repository.query('question', 'versions', { partition, order: 'descending', limit: 1000 });
  const versions = await withExposure(deps, page.items);
  const question = versions[0];
  if (!question) throw new NotFound('question');
  return { body: { question, versions } };
}

export const questionRoutes: readonly Route[] = [
  { operation: 'listQuestions', at: 'GET /question', handle: list },
  { operation: 'getQuestion', at: 'GET /question/{questionId}', handle: one },
];
