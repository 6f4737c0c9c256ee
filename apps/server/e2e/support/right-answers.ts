import type { Deps } from '@resit/integrity/ports/deps';
import type { GivenAnswer } from '@resit/integrity/use-cases/student/save-answer';
import { rightAnswers } from './chromium-student.ts';

/** Right answers to a whole exam, as a form would send them. */
export const answersOf = async (deps: Deps, examId: string): Promise<GivenAnswer[]> =>
  (await rightAnswers(deps, examId)).map((given, position) => ({ position, given }));
