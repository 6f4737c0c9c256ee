import type { Change, Repository } from '../ports/repository.ts';
import type { Question } from '../question-bank/question.ts';
import { questionKey } from '../question-bank/question.ts';
import type { Topic } from '../question-bank/topic.ts';

const topicIds = ['quoting', 'paraphrasing', 'collusion'];

export const testTopics: readonly Topic[] = topicIds.map((id) => ({
  id,
  title: `Topic ${id}`,
  summary: `What to know about ${id}.`,
  weight: 1,
  links: [{ title: `Read about ${id}`, url: `https://example.edu/${id}` }],
}));

/** Single-choice questions with four options each, of which `right` is right. */
export function testQuestions(countPerTopic = 25): Question[] {
  return topicIds.flatMap((topic) =>
    Array.from({ length: countPerTopic }, (_, index) => ({
      id: `${topic}-${index + 1}`,
      version: 1,
      type: 'single-choice' as const,
      topic,
      difficulty: 1 as const,
      pool: 'exam' as const,
      stem: `Question ${index + 1} about ${topic}?`,
      feedback: 'Because it is so.',
      source: 'A guide',
      status: 'active' as const,
      options: ['right', 'wrong-a', 'wrong-b', 'wrong-c'].map((id) => ({ id, text: `Option ${id}` })),
      correct: 'right',
    })),
  );
}

/** Stores questions as the newest versions. */
export async function seedBank(
  repository: Repository,
  questions: readonly Question[] = testQuestions(),
): Promise<void> {
  const changes = questions.map(
    (question): Change => ({
      type: 'put',
      kind: 'question',
      item: {
        id: questionKey(question.id, question.version),
        version: 0,
        question,
        newest: true,
        savedAt: '2026-01-01T00:00:00.000Z',
        savedBy: 'test',
      },
    }),
  );
  for (let from = 0; from < changes.length; from += 50) await repository.commit(changes.slice(from, from + 50));
}
