import type { Exam } from '@resit/integrity/exam/exam';
import type { Mail, MailTemplate } from '@resit/integrity/mail/mail';
import type { Deps } from '@resit/integrity/ports/deps';
import { until } from './test-host.ts';

/** The newest mail of a template that belongs to an exam, once it is there. */
export function mailOf(deps: Deps, examId: string, template: MailTemplate, after = ''): Promise<Mail> {
  return until(`the ${template} mail`, async () => {
    const { items } = await deps.repository.query('mail', 'all', {
      partition: 'all',
      order: 'descending',
      limit: 1000,
    });
    return items.find((mail) => mail.examId === examId && mail.template === template && mail.id > after);
  });
}

/** The link of the invitation, as the student reads it. */
export async function linkOf(deps: Deps, examId: string): Promise<string> {
  const { text } = await mailOf(deps, examId, 'invitation');
  const link = /https?:\/\/\S+\/exam\/\w+/.exec(text)?.[0];
  if (!link) throw new Error('The invitation holds no link to an exam.');
  return link;
}

/** The code that was mailed last for an exam. */
export async function codeOf(deps: Deps, examId: string): Promise<string> {
  const { text } = await mailOf(deps, examId, 'code');
  const code = /on the exam page:\W*(\w+)/.exec(text)?.[1];
  if (!code) throw new Error('The code mail holds no code.');
  return code;
}

/** The exam of an attempt, once it is scheduled. */
export function examOf(deps: Deps, incidentId: string, attempt: number): Promise<Exam> {
  return until(`attempt ${attempt}`, async () => {
    const { items } = await deps.repository.query('exam', 'byIncident', { partition: incidentId });
    return items.find((exam) => exam.attempt === attempt);
  });
}
