import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuestions } from '../bank.ts';
import type { Question } from '../question.ts';
import { questionArbitrary } from '../question-arbitraries.ts';
import { toAnswerRow } from '../question-types.ts';
import { exportGift } from './gift-export.ts';
import { importGift } from './gift-import.ts';
import type { ImportDefaults } from './imported.ts';

const defaults: ImportDefaults = {
  topic: 'quoting',
  difficulty: 2,
  pool: 'practice',
  source: 'Imported',
  feedback: 'See the source.',
};

const topicByName = new Map(
  ['quoting', 'paraphrasing', 'collusion']
    .map((topic) => [topic, topic])
    .concat([['working with others', 'collusion']]) as [string, string][],
);

const read = (text: string) => importGift(text, defaults, topicByName);

describe('importGift', () => {
  it('reads every kind of question that can be marked automatically', () => {
    const { questions, problems } = read(`
// A comment of its own

$CATEGORY: Integrity/Working with others

// [id:first] [tag:difficulty-3] [tag:pool-exam]
::Title::Which one? {
=Right # Well done
~Wrong
~Not this
####Because it is.
}

Which ones? {~%50%One ~%50%Two ~%-100%Three}

$CATEGORY: Somewhere/Unknown

It is so.{T}

How many?{#7:0.5}

Between which?{#3..5}

What is it called?{=a name =%50%nearly =another name}

Match. {=cat -> meow =dog -> woof = -> moo}
`);
    expect(problems).toEqual([]);
    expect(questions).toMatchObject([
      {
        id: 'first',
        type: 'single-choice',
        topic: 'collusion',
        difficulty: 3,
        pool: 'exam',
        correct: 'a',
        feedback: 'Because it is.',
        source: 'Imported',
      },
      { type: 'multiple-response', topic: 'collusion', correct: ['a', 'b'], pool: 'practice', difficulty: 2 },
      { type: 'true-false', topic: 'quoting', correct: true, feedback: 'See the source.' },
      { type: 'numerical', value: 7, tolerance: 0.5 },
      { type: 'numerical', value: 4, tolerance: 1 },
      { type: 'short-answer', accepted: ['a name', 'another name'] },
      { type: 'matching', correct: { 'p-a': 'c-a', 'p-b': 'c-b' } },
    ]);
    expect(questions.map((question) => ('choices' in question ? question.choices.length : 0)).at(-1)).toBe(3);
  });

  it('keeps good questions and lists what it cannot take, with line and reason', () => {
    const { questions, problems } = read(
      [
        'Good?{T}',
        '',
        'Broken {=a ~b',
        '',
        'Tell us {}',
        '',
        'Two right {=a =b ~c}',
        '',
        'Many {#=1:0 =2:0}',
        '',
        'Good?{F}',
      ].join('\n'),
    );
    expect(questions).toHaveLength(2);
    expect(problems.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '3 question',
      '5 type',
      '7 correct',
      '9 value',
    ]);
    expect(problems[0]?.message).toContain('cannot be read at line 3, column 14');
  });

  it('turns HTML into Markdown, and keeps plain text from being taken for Markdown', () => {
    const { questions } = read(
      '[html]<p>Is <em>this</em> &lt;it&gt; &amp; <b>that</b>?</p><script>alert(1)</script>{T}\n\n2 * 3 * 4 and a_b_c [x]{T}\n\n[markdown]Is *this* it?{T}\n',
    );
    expect(questions.map(({ stem }) => stem)).toEqual([
      'Is *this* \\<it\\> & **that**?',
      '2 \\* 3 \\* 4 and a\\_b\\_c \\[x\\]',
      'Is *this* it?',
    ]);
  });

  it('gives the same ids when the same file is read again', () => {
    const ids = () => read('Is it?{T}\n\nIs it not?{T}\n').questions.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });

  it('answers any text with questions or problems, never with an exception', () => {
    const likely = fc.stringMatching(/^[a-z{}=~#%:.0-9\n >\\-]{0,60}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (text) => {
        const { questions, problems } = read(text);
        expect(Array.isArray(questions) && Array.isArray(problems)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('exportGift', () => {
  it('writes any questions so that they are read back the same, but for the ids of options and units', () => {
    const banks = fc.uniqueArray(questionArbitrary, { minLength: 1, maxLength: 6, selector: ({ id }) => id });
    fc.assert(
      fc.property(banks, (questions) => {
        const { questions: again, problems } = read(exportGift(questions));
        expect(problems).toEqual([]);
        expect(byId(again)).toEqual(byId(questions));
      }),
    );
  });

  it('keeps any text of stem and feedback', () => {
    const marks = fc.stringMatching(/^[a-z~=#{}:\\>*_ "'-]{0,30}$/);
    fc.assert(
      fc.property(marks, marks, (stem, option) => {
        const question: Question = {
          id: 'q',
          version: 1,
          type: 'single-choice',
          topic: 'quoting',
          difficulty: 1,
          pool: 'exam',
          status: 'active',
          stem: `Stem\n\n${stem} x`,
          options: [
            { id: 'a', text: 'Plain' },
            { id: 'b', text: `x ${option} y` },
          ],
          correct: 'b',
          feedback: `Because ${option}.`,
          source: 'A guide: https://example.edu/a#b',
        };
        const withoutArrows = (text: string) => text.replaceAll('->', '-\\>');
        expect(read(exportGift([question])).questions).toEqual([
          {
            ...question,
            stem: withoutArrows(question.stem),
            options: question.options.map(({ id, text }) => ({ id, text: withoutArrows(text) })),
            feedback: withoutArrows(question.feedback),
          },
        ]);
      }),
    );
  });

  it('takes the whole shipped bank there and back', () => {
    const folder = new URL('../../../../../workflow/question-bank/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'topics.json');
    const data = files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    const { questions } = parseQuestions(data);
    const topics = new Map(questions.map(({ topic }) => [topic, topic]));
    const { questions: again, problems } = importGift(exportGift(questions), defaults, topics);
    expect(problems).toEqual([]);
    expect(byId(again)).toEqual(byId(questions));
  });
});

/** What GIFT can carry, by id: choices of matching without emphasis, and in any order if they fit no prompt. */
function byId(questions: readonly Question[]) {
  return Object.fromEntries(
    questions.map((question) => {
      const { type, topic, difficulty, pool, stem, feedback, source } = question;
      const { answers, correct, tolerance } = toAnswerRow(question);
      const key =
        type === 'matching' ? answers.map((text) => text.replace(/\*|\\(?=[[\]])|\\(?=_)/gu, '')).sort() : answers;
      return [question.id, { type, topic, difficulty, pool, stem, feedback, source, key, correct, tolerance }];
    }),
  );
}
