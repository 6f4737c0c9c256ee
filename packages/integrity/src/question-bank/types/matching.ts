import { z } from 'zod';
import type { GuessStrategy, Labelled, PublicLabelled, QuestionBase, QuestionKind } from '../question-kind.ts';
import {
  baseShape,
  CREDIT_UNITS_MAX,
  idOf,
  labelledSchema,
  OPTIONS_MAX,
  publicValueOf,
  shuffled,
  toLabelled,
  toPublicLabelled,
} from '../question-kind.ts';

/** Each prompt has a choice of its own; there may be choices that fit none. */
export type MatchingQuestion = QuestionBase & {
  readonly type: 'matching';
  readonly prompts: readonly Labelled[];
  readonly choices: readonly Labelled[];
  /** Prompt id to choice id, for every prompt; no choice twice. */
  readonly correct: Readonly<Record<string, string>>;
};

/** Prompt id to choice id; a prompt left out is unanswered. */
export type MatchingAnswer = { readonly type: 'matching'; readonly pairs: Readonly<Record<string, string>> };

export type PublicMatching = {
  readonly type: 'matching';
  readonly stem: string;
  readonly prompts: readonly PublicLabelled[];
  readonly choices: readonly PublicLabelled[];
};

/** Stands between prompt and choice in a cell of a spreadsheet; before a choice that fits no prompt. */
const PAIR = ' -> ';

/** What a browser sends. */
const givenSchema = z.object({ pairs: z.record(z.string(), z.string()) });

export const matching: QuestionKind<MatchingQuestion, MatchingAnswer, PublicMatching> = {
  label: 'Matching',

  schema: z
    .strictObject({
      ...baseShape,
      type: z.literal('matching'),
      prompts: labelledSchema(2),
      choices: labelledSchema(2),
      correct: z.record(z.string(), z.string()),
    })
    .superRefine((question, context) => {
      const promptIds = new Set(question.prompts.map((prompt) => prompt.id));
      const choiceIds = new Set(question.choices.map((choice) => choice.id));
      const used = new Set<string>();
      for (const id of promptIds)
        if (!Object.hasOwn(question.correct, id))
          context.addIssue({ code: 'custom', path: ['correct', id], message: 'is missing' });
      for (const [promptId, choiceId] of Object.entries(question.correct)) {
        const issue = (message: string) => context.addIssue({ code: 'custom', path: ['correct', promptId], message });
        if (!promptIds.has(promptId)) issue('is not the id of a prompt');
        if (!choiceIds.has(choiceId)) issue('must be the id of a choice');
        if (used.has(choiceId)) issue('is already the choice of another prompt');
        used.add(choiceId);
      }
    }),

  answerSchema: z.strictObject({ type: z.literal('matching'), pairs: z.record(z.string(), z.string()) }),

  order: (question, randomBelow) => ({
    prompts: shuffled(
      question.prompts.map((prompt) => prompt.id),
      randomBelow,
    ),
    choices: shuffled(
      question.choices.map((choice) => choice.id),
      randomBelow,
    ),
  }),

  toPublic: (question, order) => ({
    type: 'matching',
    stem: question.stem,
    prompts: toPublicLabelled(question.prompts, order.prompts ?? []),
    choices: toPublicLabelled(question.choices, order.choices ?? []),
  }),

  parseAnswer(_question, order, input) {
    const parsed = givenSchema.safeParse(input);
    if (!parsed.success) return { ok: false, errors: [{ field: 'pairs', message: 'Choose a match for each line' }] };
    const pairs: [string, string][] = [];
    const errors = [];
    for (const [promptValue, choiceValue] of Object.entries(parsed.data.pairs)) {
      if (choiceValue === '') continue;
      const promptId = idOf(order.prompts ?? [], promptValue);
      const choiceId = idOf(order.choices ?? [], choiceValue);
      if (promptId === undefined || choiceId === undefined)
        errors.push({ field: `pairs.${promptValue}`, message: 'Choose from the answers shown' });
      else pairs.push([promptId, choiceId]);
    }
    return errors.length > 0
      ? { ok: false, errors }
      : { ok: true, answer: { type: 'matching', pairs: Object.fromEntries(pairs) } };
  },

  toPublicAnswer: (_question, order, answer) => ({
    type: 'matching',
    pairs: Object.fromEntries(
      Object.entries(answer.pairs).flatMap(([promptId, choiceId]) => {
        const prompt = publicValueOf(order.prompts ?? [], promptId);
        const choice = publicValueOf(order.choices ?? [], choiceId);
        return prompt === undefined || choice === undefined ? [] : [[prompt, choice]];
      }),
    ),
  }),

  isBlank: (answer) => Object.keys(answer.pairs).length === 0,

  creditUnits(question, answer) {
    const hits = question.prompts.filter(
      ({ id }) => Object.hasOwn(answer.pairs, id) && answer.pairs[id] === question.correct[id],
    ).length;
    return (hits * CREDIT_UNITS_MAX) / question.prompts.length;
  },

  correctAnswer: (question) => ({ type: 'matching', pairs: question.correct }),

  /**
   * Blind answers differ only in how many prompts share a choice: one strategy for each partition of the prompts into at
   * most as many blocks as there are choices.
   */
  guesses: (question) =>
    partitions(question.prompts.length, OPTIONS_MAX)
      .filter((blocks) => blocks.length <= question.choices.length)
      .map((blocks) => hitsByBlocks(blocks, question.choices.length, question.prompts.length)),

  toRow: (question) => ({
    answers: [
      ...question.prompts.map(({ id, text }) => `${text}${PAIR}${textOf(question.choices, question.correct[id])}`),
      ...question.choices
        .filter(({ id }) => !Object.values(question.correct).includes(id))
        .map(({ text }) => `${PAIR}${text}`),
    ],
    correct: '',
    tolerance: '',
    unit: '',
  }),

  fromRow({ answers }) {
    const pairs = answers.map((answer) => {
      const at = answer.indexOf(PAIR.trim());
      return at < 0 ? [answer, ''] : [answer.slice(0, at).trim(), answer.slice(at + PAIR.trim().length).trim()];
    });
    const prompts = toLabelled(
      pairs.flatMap(([prompt = '']) => (prompt === '' ? [] : [prompt])),
      'p-',
    );
    // Prompts with the same choice share it, for the schema to refuse, which says more than a doubled text.
    const choices = toLabelled([...new Set(pairs.map(([, choice = '']) => choice))], 'c-');
    const matched = pairs.filter(([prompt]) => prompt !== '');
    return {
      prompts,
      choices,
      correct: Object.fromEntries(
        prompts.map(({ id }, index) => [id, choices.find(({ text }) => text === matched[index]?.[1])?.id]),
      ),
    };
  },
};

/**
 * A block scores if the choice given to it belongs to one of its prompts. The chance that r given blocks all do is the
 * product of their sizes times (m-r)!/m!, m being the number of choices; inclusion and exclusion makes the distribution.
 */
function hitsByBlocks(blocks: readonly number[], choiceCount: number, promptCount: number): GuessStrategy {
  const moments = [1];
  for (const size of blocks)
    for (let r = moments.length; r >= 1; r -= 1) moments[r] = (moments[r] ?? 0) + (moments[r - 1] ?? 0) * size;
  for (let r = 1, falling = 1; r < moments.length; r += 1) {
    falling *= choiceCount - r + 1;
    moments[r] = (moments[r] ?? 0) / falling;
  }
  return moments.map((_, hits) => {
    let probability = 0;
    let sign = 1;
    let combinations = 1;
    for (let r = hits; r < moments.length; r += 1) {
      probability += sign * combinations * (moments[r] ?? 0);
      sign = -sign;
      combinations = (combinations * (r + 1)) / (r + 1 - hits);
    }
    return { creditUnits: (hits * CREDIT_UNITS_MAX) / promptCount, probability: Math.max(0, probability) };
  });
}

/** The ways to write `total` as a sum of whole numbers no greater than `largest`, greatest first. */
function partitions(total: number, largest: number): number[][] {
  if (total === 0) return [[]];
  const result: number[][] = [];
  for (let first = Math.min(total, largest); first >= 1; first -= 1)
    for (const rest of partitions(total - first, first)) result.push([first, ...rest]);
  return result;
}

function textOf(items: readonly Labelled[], id: string | undefined): string {
  return items.find((item) => item.id === id)?.text ?? '';
}
