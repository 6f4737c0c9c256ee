import type { Question } from '../question.ts';

/** A question's answers in GIFT's own notation, or undefined if GIFT has nothing for the type. */
function answersOf(question: Question): string | undefined {
  switch (question.type) {
    case 'single-choice':
      return lines(question.options.map(({ id, text }) => (id === question.correct ? '=' : '~') + markdown(text)));
    case 'multiple-response': {
      const right = question.correct.length;
      const wrong = question.options.length - right;
      return lines(
        question.options.map(({ id, text }) => {
          const weight = question.correct.includes(id) ? 100 / right : -100 / wrong;
          return `~%${Number(weight.toFixed(5))}%${markdown(text)}`;
        }),
      );
    }
    case 'true-false':
      return question.correct ? 'TRUE' : 'FALSE';
    case 'matching': {
      const choice = new Map(question.choices.map(({ id, text }) => [id, text]));
      const used = new Set(Object.values(question.correct));
      return lines([
        ...question.prompts.map(({ id, text }) => pair(text, choice.get(question.correct[id] ?? '') ?? '')),
        ...question.choices.filter(({ id }) => !used.has(id)).map(({ text }) => pair('', text)),
      ]);
    }
    case 'numerical':
      return `#${decimal(question.value)}:${decimal(question.tolerance)}`;
    case 'short-answer':
      return lines(question.accepted.map((text) => `=${escapeGift(text.replaceAll('->', '→'))}`));
    default:
      return undefined;
  }
}

/**
 * The questions as a GIFT file for Moodle and others. Topics become categories; difficulty and pool are tags, the source
 * is the last paragraph of the feedback. Units of numbers have no place in GIFT. Choices of matching lose their emphasis.
 */
export function exportGift(questions: readonly Question[]): string {
  const topics = [...new Set(questions.map(({ topic }) => topic))];
  const blocks = topics.flatMap((topic) => [
    `$CATEGORY: ${topic}`,
    ...questions.filter((question) => question.topic === topic).flatMap((question) => questionBlock(question) ?? []),
  ]);
  return `${blocks.join('\n\n')}\n`;
}

function questionBlock(question: Question): string | undefined {
  const answers = answersOf(question);
  if (answers === undefined) return undefined;
  const feedback = `####${markdown(`${question.feedback}\n\nSource: ${question.source}`)}`;
  const newline = answers.includes('\n') ? '' : '\n';
  return [
    `// [id:${question.id}] [tag:difficulty-${question.difficulty}] [tag:pool-${question.pool}]`,
    `::${escapeGift(question.id)}::${markdown(question.stem)}{${answers}${newline}${feedback}`,
    '}',
  ].join('\n');
}

const lines = (answers: readonly string[]) => `\n${answers.join('\n')}\n`;

const pair = (prompt: string, choice: string) =>
  `=${prompt === '' ? '' : markdown(prompt)} -> ${escapeGift(plain(choice))}`;

/** `->` divides pairs and cannot be escaped in GIFT, but in Markdown `-\>` reads the same. */
const markdown = (text: string) => `[markdown]${escapeGift(text.replaceAll('->', '-\\>'))}`;

/** Line breaks become `\n`, since a blank line would end the question. */
const escapeGift = (text: string) => text.replace(/[\\~=#{}:]/gu, '\\$&').replace(/\r?\n/gu, '\\n');

/** Without marks of emphasis and code, and without the backslashes that keep other marks from being any. */
const plain = (text: string) => text.replace(/\\([\\`*_[\]<>#~|])|[*`]/gu, '$1').replaceAll('->', '→');

/** Without an exponent, which GIFT does not know. */
const decimal = (value: number) => value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 });
