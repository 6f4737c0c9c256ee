import type { OpenExam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Deps } from '../../ports/deps.ts';
import { writeMail } from '../write-mail.ts';
import { deadlineValues } from './send-notification.ts';

/** Tells a student of an exam's new deadline; `because` is one sentence, or empty. */
export function extensionMail(deps: Deps, incident: Incident, moved: OpenExam, because: string): Promise<Mail> {
  return writeMail(deps, {
    id: extensionMailId(moved),
    template: 'extension',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    examId: moved.id,
    values: { ...deadlineValues(deps, moved), because },
  });
}

/** One mail for each deadline of an exam: moving to the same one twice tells of it once. */
const extensionMailId = ({ id, deadline }: Pick<OpenExam, 'id' | 'deadline'>): string =>
  `extension:${id}:${deadline.at}`;
