import type { GIFTQuestion, NumericalChoice, NumericalFormat, TextChoice, TextFormat } from 'gift-pegjs';
import { toLabelled } from '../question-kind.ts';
import { parseGift } from './gift-parser.ts';
import type { ImportDefaults, ImportedValue, ImportResult } from './imported.ts';
import { collectImported, idFromContent } from './imported.ts';
import { escapeMarkdown, htmlToMarkdown } from './markup.ts';

/**
 * Reads the questions of a GIFT file. A category whose last part is the id or the title of a topic sets the topic of what
 * follows. `topicByName` maps both, in lower case, to the id. Weights of single answers are not kept: marking has its own
 * rule for partial credit.
 */
export function importGift(
  text: string,
  defaults: ImportDefaults,
  topicByName: ReadonlyMap<string, string>,
): ImportResult {
  let topic = defaults.topic;
  const rows: { line: number; name: string; value: ImportedValue }[] = [];
  for (const parsed of parseGift(text)) {
    if (!('entry' in parsed)) {
      rows.push({ ...parsed, value: { problem: { field: 'question', message: parsed.message } } });
      continue;
    }
    const { line, entry } = parsed;
    if (entry.type === 'Category') {
      const name = entry.title.split('/').at(-1)?.trim().toLowerCase() ?? '';
      topic = topicByName.get(name) ?? defaults.topic;
      continue;
    }
    const name = entry.id ?? entry.title ?? entry.stem.text.slice(0, 60);
    rows.push({ line, name, value: readQuestion(entry, { ...defaults, topic }) });
  }
  return collectImported(rows);
}

type GiftQuestion = Exclude<GIFTQuestion, { type: 'Category' }>;

function readQuestion(entry: GiftQuestion, defaults: ImportDefaults): ImportedValue {
  const own = readKey(entry);
  if ('problem' in own) return own;
  const stem = toMarkdown(entry.stem);
  const feedback = splitSource(entry.type === 'Description' || entry.type === 'Essay' ? null : entry.globalFeedback);
  return {
    question: {
      ...own.question,
      id: entry.id ?? idFromContent([stem, own.question]),
      topic: defaults.topic,
      difficulty: Number(tagValue(entry, 'difficulty') ?? defaults.difficulty),
      pool: tagValue(entry, 'pool') ?? defaults.pool,
      stem,
      feedback: feedback.text || defaults.feedback,
      source: feedback.source || defaults.source,
    },
  };
}

function readKey(entry: GiftQuestion): ImportedValue {
  switch (entry.type) {
    case 'MC':
      return readChoices(entry.choices);
    case 'TF':
      return { question: { type: 'true-false', correct: entry.isTrue } };
    case 'Short':
      return {
        question: {
          type: 'short-answer',
          accepted: entry.choices.filter(isFull).map(({ text }) => text.text),
        },
      };
    case 'Numerical':
      return readNumber(entry.choices);
    case 'Matching': {
      const prompts = entry.matchPairs.filter(({ subquestion }) => subquestion.text.trim() !== '');
      const texts = [...new Set(entry.matchPairs.map(({ subanswer }) => escapeMarkdown(subanswer.trim())))];
      const choices = toLabelled(texts, 'c-');
      const labelled = toLabelled(
        prompts.map(({ subquestion }) => toMarkdown(subquestion)),
        'p-',
      );
      const choiceOf = (index: number) => escapeMarkdown(prompts[index]?.subanswer.trim() ?? '');
      const correct = labelled.map(({ id }, index) => [id, choices.find(({ text }) => text === choiceOf(index))?.id]);
      return { question: { type: 'matching', prompts: labelled, choices, correct: Object.fromEntries(correct) } };
    }
    case 'Essay':
    case 'Description':
      return { problem: { field: 'type', message: 'has no answer that could be marked automatically' } };
  }
}

function readChoices(given: readonly TextChoice[]): ImportedValue {
  const options = toLabelled(given.map(({ text }) => toMarkdown(text)));
  const correct = options.filter((_, index) => (given[index]?.weight ?? (given[index]?.isCorrect ? 100 : 0)) > 0);
  const ids = correct.map(({ id }) => id);
  // With weights, several options may be chosen; several full ones in a question that takes one cannot be told apart.
  const several = given.some(({ weight, isCorrect }) => !isCorrect && (weight ?? 0) > 0);
  if (several) return { question: { type: 'multiple-response', options, correct: ids } };
  if (ids.length === 1) return { question: { type: 'single-choice', options, correct: ids[0] } };
  return { problem: { field: 'correct', message: 'must mark one option as right, or give weights to several' } };
}

function readNumber(given: readonly NumericalChoice[] | NumericalFormat): ImportedValue {
  const full = 'type' in given ? [given] : given.filter(isFull).map(({ text }) => text);
  const [only, ...more] = full;
  if (only === undefined || more.length > 0)
    return { problem: { field: 'value', message: 'must have one right number, with or without a tolerance' } };
  if (only.type === 'high-low') {
    const [low, high] = [only.numberLow ?? Number.NaN, only.numberHigh ?? Number.NaN];
    return { question: { type: 'numerical', value: (low + high) / 2, tolerance: (high - low) / 2 } };
  }
  return { question: { type: 'numerical', value: only.number, tolerance: only.range ?? 0 } };
}

const isFull = ({ isCorrect, weight }: TextChoice | NumericalChoice) => isCorrect && (weight ?? 100) === 100;

function toMarkdown({ format, text }: TextFormat): string {
  if (format === 'markdown') return text.trim();
  return /<\/?[a-z]|&[a-z#0-9]+;/iu.test(text) ? htmlToMarkdown(text) : escapeMarkdown(text.trim());
}

/** The source stands as the last paragraph of the feedback: `Source: …`. */
function splitSource(feedback: TextFormat | null): { text: string; source: string } {
  const text = feedback === null ? '' : toMarkdown(feedback);
  const found = /^([\s\S]*?)(?:^|\n\n)Source: ([^\n]+)$/u.exec(text);
  return found === null ? { text, source: '' } : { text: (found[1] ?? '').trim(), source: found[2] ?? '' };
}

/** `difficulty-2` is the tag `difficulty` with the value 2. */
function tagValue(entry: GiftQuestion, name: string): string | undefined {
  const tag = entry.tags?.find((tag) => tag.startsWith(`${name}-`));
  return tag?.slice(name.length + 1);
}
