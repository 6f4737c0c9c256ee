import { moveDeadline } from '../../exam/attempt.ts';
import { restarted } from '../../exam/deadline.ts';
import { type Deadline, type Exam, type Invitation, isOpen, type OpenExam } from '../../exam/exam.ts';
import type { Delivery, Mail } from '../../mail/mail.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { retryOnConflict } from '../decide.ts';
import { extensionMail } from '../workflow/extension-mail.ts';
import { officerNotices } from '../workflow/officers.ts';
import { mailChange } from '../write-mail.ts';

/** Where a mail has come to; what is there of its body is kept or erased by what it holds. */
export type DeliveryReport = Exclude<Delivery, { status: 'held' }>;

/** An invitation that arrives with less time left than this starts the student's days again. */
const NOTICE_MS_MIN = 86_400_000;

/**
 * Records what became of a mail, in one commit with what follows from it: an invitation that arrived makes the deadline
 * count, one that did not holds it and is told to the officers. Bodies with codes are erased once they have left.
 * A mail that has bounced or was called off stays so unless it was taken after all.
 */
export async function recordDelivery(deps: Deps, mailId: string, delivery: DeliveryReport): Promise<void> {
  const wroteMail = await retryOnConflict(async () => {
    const mail = await deps.repository.get('mail', mailId);
    if (!mail || isSettled(mail, delivery)) return false;
    const follows = mail.template === 'invitation' ? await onInvitation(deps, mail, delivery) : [];
    await deps.repository.commit([
      {
        type: 'put',
        kind: 'mail',
        item: { ...underWay(mail, delivery), ...erased(deps, mail, delivery), delivery },
        expected: mail.version,
      },
      ...follows,
    ]);
    return follows.length > 1;
  });
  if (wroteMail) deps.wake.mail();
}

function isSettled({ delivery: now }: Mail, next: DeliveryReport): boolean {
  const ended = now.status === 'accepted' || now.status === 'bounced' || now.status === 'cancelled';
  if (!ended) return false;
  // A bounce may come after the server took it; what was taken although it had been called off was taken.
  return !(
    (now.status === 'accepted' && next.status === 'bounced') ||
    (now.status === 'cancelled' && next.status === 'accepted')
  );
}

/** Nobody takes up the trace of a mail that has left. */
function underWay(mail: Mail, delivery: DeliveryReport): Mail {
  if (delivery.status === 'queued') return mail;
  const { traceHeader: _done, ...rest } = mail;
  return rest;
}

function erased(deps: Deps, mail: Mail, delivery: DeliveryReport): Partial<Mail> {
  const leaves = delivery.status === 'bounced' || delivery.status === 'cancelled' || isAcceptedBySmtp(delivery);
  if (!mail.holdsCode || !leaves) return {};
  return { text: '', html: '', erasedAt: new Date(deps.clock.nowMs()).toISOString() };
}

const isAcceptedBySmtp = (delivery: DeliveryReport): boolean =>
  delivery.status === 'accepted' && delivery.by === 'smtp';

async function onInvitation(deps: Deps, mail: Mail, delivery: DeliveryReport): Promise<Change[]> {
  if (delivery.status === 'cancelled' || (delivery.status === 'queued' && mail.delivery.status !== 'held')) return [];
  const exam = mail.examId === undefined ? undefined : await deps.repository.get('exam', mail.examId);
  if (!exam || exam.invitation?.mailId !== mail.id) return [];
  if (delivery.status === 'queued') return [putExam(noLongerHeld(exam, exam.invitation))];
  const workflowMs = deps.workflowClock.nowMs();
  const invitation: Invitation = {
    mailId: mail.id,
    status: delivery.status,
    at: new Date(workflowMs).toISOString(),
  };
  if (!isOpen(exam)) return [putExam({ ...exam, invitation })];
  return delivery.status === 'accepted'
    ? arrived(deps, { ...exam, invitation }, workflowMs)
    : bounced(deps, { ...exam, invitation });
}

/** The office lets the invitation go and no mail server has taken it yet: from now on the student is not notified. */
const noLongerHeld = (exam: Exam, { mailId, status, at }: Invitation): Exam => ({
  ...exam,
  invitation: { mailId, status, at },
});

const putExam = (exam: Exam): Change => ({ type: 'put', kind: 'exam', item: exam, expected: exam.version });

/** The deadline that an exam gets when its invitation arrives only now; undefined: the one it has leaves enough time. */
export function deadlineOnArrival(exam: OpenExam, workflowMs: number): Deadline | undefined {
  if (Date.parse(exam.deadline.at) - workflowMs >= NOTICE_MS_MIN) return undefined;
  const deadline = restarted(exam, workflowMs);
  return deadline.at > exam.deadline.at ? deadline : undefined;
}

async function arrived(deps: Deps, exam: OpenExam, workflowMs: number): Promise<Change[]> {
  const incident = await deps.repository.get('incident', exam.incidentId);
  const deadline = deadlineOnArrival(exam, workflowMs);
  if (!deadline || !incident) return [putExam(exam)];
  const moved = moveDeadline(exam, deadline, workflowMs);
  const mail = await extensionMail(
    deps,
    incident,
    moved,
    'Our first mail took long to reach you, so your time starts again.',
  );
  return [
    putExam(moved),
    mailChange(mail),
    {
      type: 'audit',
      note: {
        chain: exam.incidentId,
        at: new Date(workflowMs).toISOString(),
        actor: { kind: 'system', name: 'mail' },
        action: 'exam.extended',
        why: 'The invitation arrived too late.',
        facts: { examId: exam.id, from: exam.deadline.at, to: deadline.at },
      },
    },
  ];
}

async function bounced(deps: Deps, exam: OpenExam): Promise<Change[]> {
  const incident = await deps.repository.get('incident', exam.incidentId);
  if (!incident) return [putExam(exam)];
  const notices = await officerNotices(deps, incident, `bounced-${exam.invitation?.mailId}`, {
    task: 'Please check the address',
    what: 'the student was not notified, because the invitation came back. The deadline waits until it arrives.',
    since: 'today',
  });
  return [putExam(exam), ...notices.map(mailChange)];
}
