import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Question } from '../question.ts';
import { questionArbitrary } from '../question-arbitraries.ts';
import { correctAnswer, creditUnits, toAnswerRow } from '../question-types.ts';
import { exportCsv, importCsv } from './csv.ts';
import type { ImportDefaults } from './imported.ts';

const defaults: ImportDefaults = {
  topic: 'quoting',
  difficulty: 2,
  pool: 'practice',
  source: 'Imported',
  feedback: 'See the source.',
};

const single = (change: Partial<Question> = {}): Question =>
  ({
    id: 'q',
    version: 1,
    type: 'single-choice',
    topic: 'quoting',
    difficulty: 1,
    pool: 'exam',
    status: 'active',
    stem: 'Which?',
    options: [
      { id: 'a', text: 'One' },
      { id: 'b', text: 'Two' },
    ],
    correct: 'b',
    feedback: 'Because.',
    source: 'A guide',
    ...change,
  }) as Question;

describe('CSV', () => {
  it('gives back any questions that it wrote, but for the ids of options', () => {
    const banks = fc.uniqueArray(questionArbitrary, { minLength: 1, maxLength: 8, selector: ({ id }) => id });
    fc.assert(
      fc.property(banks, (questions) => {
        const { questions: read, problems } = importCsv(exportCsv(questions), defaults);
        expect(problems).toEqual([]);
        expect(read.map(withoutIds)).toEqual(questions.map(withoutIds));
        for (const question of read) expect(creditUnits(question, correctAnswer(question))).toBe(2520);
      }),
    );
  });

  it('keeps any text unharmed, and defuses formulas', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => text.trim());
    fc.assert(
      fc.property(
        fc.oneof(texts, fc.constantFrom('=1+1', "'=x", '李 "quoted"', 'a\nb', 'back\\slash', '-', '🎓')),
        (stem) => {
          // A character that says that another could not be read is refused.
          fc.pre(stem !== '' && !/[\r\uFFFD]/u.test(stem));
          const text = exportCsv([single({ stem })]);
          expect(importCsv(text, defaults).questions[0]?.stem).toBe(stem);
          const cells = (parse(text, { bom: true }) as string[][]).flat();
          for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t]/u);
        },
      ),
    );
  });

  it('reads tables as spreadsheets save them: semicolons, columns in any order, defaults for what is missing', () => {
    const table = [
      'Stem;Type;Correct;Tolerance;Answer1;Answer2',
      'How many?;numerical;2,5;0,1;;',
      'Which?;single-choice;1;;Right;Wrong',
    ];
    const { questions, problems } = importCsv(table.join('\r\n'), defaults);
    expect(problems).toEqual([]);
    expect(questions).toMatchObject([
      { type: 'numerical', value: 2.5, tolerance: 0.1, topic: 'quoting', pool: 'practice', difficulty: 2 },
      { type: 'single-choice', correct: 'a', feedback: 'See the source.', source: 'Imported' },
    ]);
  });

  it('gives the same ids when the same file is read again, and different ones to different questions', () => {
    const table = 'type,stem,correct\ntrue-false,Is it?,true\ntrue-false,Is it not?,true\n';
    const ids = () => importCsv(table, defaults).questions.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });

  it('keeps good rows and lists bad ones with line, field and reason', () => {
    const table = [
      'id,type,stem,answer1,answer2,correct',
      'a,single-choice,"Two',
      'lines?",One,Two,1',
      'b,essay,What do you think?,,,',
      'c,single-choice,Which?,One,Two,7',
      'd,true-false,Is it?,,,maybe',
      'a,true-false,Is it?,,,true',
      'e,numerical,How many?,,,lots',
      'f,true-false,Is it?,,,TRUE',
    ].join('\n');
    const { questions, problems } = importCsv(table, defaults);
    expect(questions.map(({ id }) => id)).toEqual(['a', 'f']);
    expect(problems.map(({ line, name, field }) => `${line} ${name} ${field}`)).toEqual([
      '4 b type',
      '5 c correct',
      '6 d correct',
      '7 a id',
      '8 e value',
    ]);
    expect(problems[1]?.message).toBe('must name one of the options');
  });

  it('says what is wrong with a file that is not CSV', () => {
    const { questions, problems } = importCsv('id,stem\n"a,b\n', defaults);
    expect(questions).toEqual([]);
    expect(problems).toMatchObject([{ name: 'file', message: expect.stringContaining('is not CSV') }]);
  });
});

function withoutIds(question: Question) {
  const { id, type, topic, difficulty, pool, stem, feedback, source } = question;
  const { answers, ...key } = toAnswerRow(question);
  // Choices that fit no prompt may change places.
  return {
    id,
    type,
    topic,
    difficulty,
    pool,
    stem,
    feedback,
    source,
    ...key,
    answers: question.type === 'matching' ? [...answers].sort() : answers,
  };
}
