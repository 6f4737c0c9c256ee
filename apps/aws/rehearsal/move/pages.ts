import type { Repository } from '@resit/integrity/ports/repository';
import { Student } from '../people.ts';
import type { Play } from '../play.ts';
import type { World } from '../world.ts';

/** A page as a student finds it right after the move. */
export interface FoundPage {
  /** Whose, and which. */
  at: string;
  status: number;
  text: string;
  /** Whether it shows the answer that was saved before; absent: there is none, or the student is led elsewhere. */
  isAnswered?: boolean;
}

/** What students find where they are led by mails that came before: at the landing page, and at answers that they saved. */
export async function pagesOf(world: World, play: Play): Promise<FoundPage[]> {
  const found: FoundPage[] = [];
  for (const [incidentId, student] of play.students) {
    const { examId } = student;
    if (examId === undefined) continue;
    // By the link in another browser.
    const landing = await new Student(world, student.email, '10.250.0.1').get(`/exam/${examId}`);
    found.push({ at: `${incidentId} link`, status: landing.status, text: withoutIds(landing.text) });
    for (const [position, isShown] of await savedAnswers(world.repository, examId)) {
      const { status, text } = await student.get(`/exam/${examId}/question/${position + 1}`);
      found.push({
        at: `${incidentId} question ${position + 1}`,
        status,
        text,
        ...(status === 200 ? { isAnswered: isShown(text) } : {}),
      });
    }
  }
  return found;
}

/** An exam that came of what was owed at the move has another id in each place. */
const withoutIds = (page: string): string => page.replaceAll(/\/exam\/\w+/gu, '/exam/#exam');

/** Positions of saved answers in an exam that is under way, with whether a page shows them. */
async function savedAnswers(repository: Repository, examId: string): Promise<[number, (page: string) => boolean][]> {
  const exam = await repository.get('exam', examId);
  const sheet = await repository.get('answerSheet', examId);
  if (exam?.status !== 'started' || !sheet) return [];
  return Object.entries(sheet.answers).map(([position, { answer }]) => [Number(position), showing(answer)]);
}

/** Options have another value on the page than in the record: so many as were chosen have to be. Words are there as they are. */
function showing(answer: object): (page: string) => boolean {
  const { choice, choices, value, pairs, text } = answer as Record<string, unknown>;
  const chosen = Array.isArray(choices)
    ? choices.length
    : typeof pairs === 'object' && pairs !== null
      ? Object.keys(pairs).length
      : choice === undefined
        ? 0
        : 1;
  if (chosen > 0)
    return (page) =>
      [...page.matchAll(/<(?:input|option)\b[^>]*value="[^"]+"[^>]* (?:checked|selected)=""/gu)].length === chosen;
  return (page) => page.includes(`value="${String(text ?? value)}"`);
}
