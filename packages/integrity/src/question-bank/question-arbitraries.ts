import fc from 'fast-check';
import type { Answer, Question } from './question.ts';

/** Generators for property tests: questions of every type, and answers to them, good and bad. */

const base = {
  id: fc.stringMatching(/^[a-z][a-z0-9-]{3,12}$/),
  version: fc.integer({ min: 1, max: 5 }),
  topic: fc.constantFrom('quoting', 'paraphrasing', 'collusion'),
  difficulty: fc.constantFrom(1 as const, 2 as const, 3 as const),
  pool: fc.constant('exam' as const),
  stem: fc.stringMatching(/^STEM [a-z ]{1,20}[a-z]$/),
  feedback: fc.stringMatching(/^FEEDBACK [a-z]{1,20}$/),
  source: fc.constant('SOURCE guide'),
  status: fc.constant('active' as const),
};

const labelled = (prefix: string, count: number, offset: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${(index * 7 + offset) % 97}`,
    text: `Text of ${prefix} ${index}`,
  }));

const optionList = (min: number) =>
  fc.tuple(fc.integer({ min, max: 10 }), fc.nat(96)).map(([count, offset]) => labelled('o', count, offset));

const singleChoice = optionList(2).chain((options) =>
  fc.record({
    ...base,
    type: fc.constant('single-choice' as const),
    options: fc.constant(options),
    correct: fc.constantFrom(...options.map((option) => option.id)),
  }),
);

const multipleResponse = optionList(3).chain((options) =>
  fc.record({
    ...base,
    type: fc.constant('multiple-response' as const),
    options: fc.constant(options),
    correct: fc.shuffledSubarray(
      options.map((option) => option.id),
      { minLength: 1, maxLength: options.length - 1 },
    ),
  }),
);

const trueFalse = fc.record({ ...base, type: fc.constant('true-false' as const), correct: fc.boolean() });

const matching = fc
  .tuple(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 0, max: 3 }), fc.nat(96))
  .map(([count, more, offset]) => ({
    prompts: labelled('p', count, offset),
    choices: labelled('c', Math.min(10, count + more), offset),
  }))
  .chain(({ prompts, choices }) =>
    fc.record({
      ...base,
      type: fc.constant('matching' as const),
      prompts: fc.constant(prompts),
      choices: fc.constant(choices),
      correct: fc
        .shuffledSubarray(choices, { minLength: prompts.length })
        .map((own) => Object.fromEntries(prompts.map((prompt, index) => [prompt.id, own[index]?.id ?? '']))),
    }),
  );

const numerical = fc.record({
  ...base,
  type: fc.constant('numerical' as const),
  value: fc.integer({ min: -100_000, max: 100_000 }).map((value) => value / 100),
  tolerance: fc.constantFrom(0, 0.1, 1),
});

const shortAnswer = fc.record({
  ...base,
  type: fc.constant('short-answer' as const),
  accepted: fc.array(fc.stringMatching(/^[a-zé]{2,8}( [a-z']{2,8})?$/), { minLength: 1, maxLength: 3 }),
});

export const questionArbitrary: fc.Arbitrary<Question> = fc.oneof(
  singleChoice,
  multipleResponse,
  trueFalse,
  matching,
  numerical,
  shortAnswer,
);

/** Any answer that the question's page could send, blank ones included. */
export function answerArbitrary(question: Question): fc.Arbitrary<Answer> {
  switch (question.type) {
    case 'single-choice':
      return fc
        .constantFrom(...question.options.map((option) => option.id))
        .map((choice) => ({ type: question.type, choice }));
    case 'multiple-response':
      return fc
        .subarray(question.options.map((option) => option.id))
        .map((choices) => ({ type: question.type, choices: [...choices].sort() }));
    case 'true-false':
      return fc.boolean().map((value) => ({ type: question.type, value }));
    case 'matching':
      return fc.subarray(question.prompts.map((prompt) => prompt.id)).chain((promptIds) =>
        fc
          .array(fc.constantFrom(...question.choices.map((choice) => choice.id)), {
            minLength: promptIds.length,
            maxLength: promptIds.length,
          })
          .map((choiceIds) => ({
            type: question.type,
            pairs: Object.fromEntries(promptIds.map((id, index) => [id, choiceIds[index] ?? ''])),
          })),
      );
    case 'numerical':
      return fc
        .oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), fc.constant(question.value))
        .map((value) => ({ type: question.type, value: String(value) }));
    case 'short-answer':
      return fc
        .oneof(
          fc.string({ maxLength: 40 }).map((text) => text.trim()),
          fc.constantFrom(...question.accepted),
        )
        .map((text) => ({ type: question.type, text }));
  }
}

/** A question with an answer to it. */
export const answeredArbitrary: fc.Arbitrary<{ question: Question; answer: Answer }> = questionArbitrary.chain(
  (question) => answerArbitrary(question).map((answer) => ({ question, answer })),
);
