import type { OpenExam } from '@resit/integrity/exam/exam';
import { isOpen } from '@resit/integrity/exam/exam';
import type { Deps } from '@resit/integrity/ports/deps';
import { askTheOffice } from '@resit/integrity/use-cases/student/ask-the-office';
import { demoStudent, numberOf } from './cast.ts';
import { sit } from './sitting.ts';

const DAY_MS = 86_400_000;
const SITTING_MAX = 6;

const wishes = {
  'more-time': 'I have three other exams this week. Could I have some more days, please?',
  mistake: 'I think this is about the work of somebody else with my name.',
} as const;

/** All students: each looks now and then whether it is time for their exam. */
export function createStudents(deps: Deps, stopping: AbortSignal, onFault: (error: unknown) => void) {
  const busy = new Set<string>();
  const running = new Set<Promise<void>>();

  const isTime = (exam: OpenExam): boolean => {
    const student = demoStudent(numberOf(exam.studentNumber));
    const dueMs = Date.parse(exam.scheduledAt) + student.delayDays * DAY_MS;
    return student.temper !== 'absent' && exam.openRequests.length === 0 && deps.workflowClock.nowMs() >= dueMs;
  };

  async function act(exam: OpenExam): Promise<void> {
    const student = demoStudent(numberOf(exam.studentNumber));
    const asked = await deps.repository.query('request', 'byIncident', { partition: exam.incidentId, limit: 1 });
    if (student.asks && exam.status === 'scheduled' && asked.items.length === 0)
      await askTheOffice(deps, { examId: exam.id, type: student.asks, text: wishes[student.asks] });
    else await sit(deps, exam, student, stopping);
  }

  return {
    async look(): Promise<void> {
      const { items } = await deps.repository.query('exam', 'openByDeadline', { partition: 'open', limit: 1000 });
      const next = items.filter(isOpen).filter((exam) => !busy.has(exam.id) && isTime(exam));
      for (const exam of next.slice(0, SITTING_MAX - busy.size)) {
        busy.add(exam.id);
        const run = act(exam)
          .catch(onFault)
          .finally(() => {
            busy.delete(exam.id);
            running.delete(run);
          });
        running.add(run);
      }
    },
    settled: () => Promise.all(running),
  };
}
