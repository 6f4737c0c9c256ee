import type { Schemas } from '../api/context.tsx';
import type { StatusWords } from '../format/status-words.ts';

type Question = Schemas['QuestionView'];

export const typeWords = {
  'single-choice': 'Single choice',
  'multiple-response': 'Multiple response',
  'true-false': 'True or false',
  matching: 'Matching',
  numerical: 'Numerical',
  'short-answer': 'Short answer',
} as const satisfies Record<Question['type'], string>;

export const statusWords = {
  active: { type: 'success', text: 'In use' },
  retired: { type: 'stopped', text: 'Retired' },
  voided: { type: 'warning', text: 'Voided' },
} as const satisfies Record<Question['status'], StatusWords>;

/** Parts of topics that are names, as they are written. */
const names: ReadonlyMap<string, string> = new Map([
  ['ai', 'AI'],
  ['apa', 'APA'],
  ['harvard', 'Harvard'],
  ['ieee', 'IEEE'],
  ['vancouver', 'Vancouver'],
]);

/** 'references-apa' as 'References APA'. */
export const topicWords = (topic: string): string => {
  const words = topic
    .split('-')
    .map((word) => names.get(word) ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Which of a question's choices are right: ids of options, or prompts with their choices, by type. */
export function rightAnswers(
  question: Pick<Question, 'type' | 'correct' | 'value' | 'tolerance' | 'unit' | 'accepted'>,
): {
  options: ReadonlySet<string>;
  pairs: ReadonlyMap<string, string>;
  words: string;
} {
  const { correct } = question;
  const none = { options: new Set<string>(), pairs: new Map<string, string>(), words: '' };
  switch (question.type) {
    case 'single-choice':
    case 'multiple-response':
      return { ...none, options: new Set((Array.isArray(correct) ? correct : [correct]).map(String)) };
    case 'true-false':
      return { ...none, words: correct === true ? 'True' : 'False' };
    case 'matching':
      return {
        ...none,
        pairs: new Map(
          typeof correct === 'object' && correct !== null && !Array.isArray(correct)
            ? Object.entries(correct).map(([prompt, choice]) => [prompt, String(choice)])
            : [],
        ),
      };
    case 'numerical': {
      const { value, tolerance = 0, unit } = question;
      return { ...none, words: `${value ?? ''}${tolerance > 0 ? ` ± ${tolerance}` : ''}${unit ? ` ${unit}` : ''}` };
    }
    case 'short-answer':
      return { ...none, words: (question.accepted ?? []).join(' · ') };
  }
}
