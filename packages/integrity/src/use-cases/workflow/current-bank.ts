import type { Deps } from '../../ports/deps.ts';
import type { Repository } from '../../ports/repository.ts';
import type { Question } from '../../question-bank/question.ts';
import { newestQuestions } from '../staff/save-policy.ts';

/** A change to the bank reaches the exams that are drawn within this time of it; an import draws thousands in it. */
const FRESH_MS = 1000;

const banks = new WeakMap<Repository, { readAtMs: number; questions: Promise<readonly Question[]> }>();

/** Of each question the newest version, read at most once a second (real time) whatever is drawn from it. */
export function currentBank(deps: Pick<Deps, 'repository' | 'clock'>): Promise<readonly Question[]> {
  const nowMs = deps.clock.nowMs();
  const known = banks.get(deps.repository);
  if (known && nowMs >= known.readAtMs && nowMs - known.readAtMs < FRESH_MS) return known.questions;
  const questions = newestQuestions(deps);
  banks.set(deps.repository, { readAtMs: nowMs, questions });
  questions.catch(() => banks.delete(deps.repository));
  return questions;
}
