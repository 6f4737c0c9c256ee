import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { callbacks, createWorld, incidentId, mails, register } from '@resit/integrity/testing/world';
import { drainMail } from '@resit/integrity/use-cases/drains/drain-mail';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import { beforeEach, describe, expect, it } from 'vitest';
import { mailTag } from './mail-tag.ts';
import { recordFeedback, UnknownFeedback } from './ses-feedback.ts';

let deps: TestDeps;
let mailId: string;
let examId: string;

beforeEach(async () => {
  deps = await createWorld({ mailMode: 'smtp' });
  await register(deps);
  ({ examId } = await scheduleExam(deps, incidentId));
  const enteredAt = new Date(deps.workflowClock.nowMs()).toISOString();
  await sendNotification(deps, examId, { taskToken: 'token', enteredAt, retryCount: 0 });
  await drainMail(deps, { send: async () => ({ accepted: true }) });
  mailId = (await mails(deps, 'invitation'))[0]?.id ?? '';
});

const event = (message: unknown) => ({ Records: [{ Sns: { Message: JSON.stringify(message) } }] });
const tagged = (id: string) => {
  const { Name, Value } = mailTag(id);
  return { tags: { [Name]: [Value], 'ses:configuration-set': ['resit'] }, destination: ['siobhan@example.edu'] };
};
const bounce = (id: string, bounceType = 'Permanent') => ({
  eventType: 'Bounce',
  mail: tagged(id),
  bounce: {
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: 'siobhan@example.edu', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
  },
});
const invitation = async () => (await deps.repository.get('exam', examId))?.invitation?.status;

describe('what SES tells of mail', () => {
  it.each(['Permanent', 'Transient', 'Undetermined'])(
    'holds the deadline after a bounce (%s), and tells officers',
    async (type) => {
      expect(await invitation()).toBe('accepted');
      const told = await recordFeedback(deps, event(bounce(mailId, type)));
      expect(told).toEqual({ bounced: [mailId], complained: [], unknown: [] });
      expect(await invitation()).toBe('bounced');
      expect((await deps.repository.get('mail', mailId))?.delivery).toMatchObject({
        status: 'bounced',
        by: 'provider',
        reason: `It came back (${type}, General): smtp; 550 5.1.1 no such user`,
      });
      expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    },
  );

  it('does once what is told twice', async () => {
    await recordFeedback(deps, event(bounce(mailId)));
    await recordFeedback(deps, event(bounce(mailId)));
    expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    expect(await callbacks(deps)).toEqual([]);
  });

  it('takes a mail that SES rejected for not delivered', async () => {
    await recordFeedback(deps, event({ eventType: 'Reject', mail: tagged(mailId), reject: { reason: 'Bad content' } }));
    expect(await invitation()).toBe('bounced');
  });

  it('changes nothing after a complaint: the mail had arrived', async () => {
    const told = await recordFeedback(deps, event({ eventType: 'Complaint', mail: tagged(mailId), complaint: {} }));
    expect(told.complained).toEqual([mailId]);
    expect(await invitation()).toBe('accepted');
  });

  it('passes over mail that is not ours', async () => {
    const told = await recordFeedback(
      deps,
      event({ eventType: 'Bounce', mail: { tags: {} }, bounce: bounce('x').bounce }),
    );
    expect(told).toEqual({ bounced: [], complained: [], unknown: ['Bounce'] });
    expect((await recordFeedback(deps, event(bounce('other')))).unknown).toEqual(['Bounce']);
  });

  it.each([undefined, {}, { Records: [{ Sns: { Message: 'not JSON' } }] }, event({ eventType: 'Open', mail: {} })])(
    'refuses %o by naming fields, not values',
    async (wrong) => {
      await expect(recordFeedback(deps, wrong)).rejects.toThrow(UnknownFeedback);
    },
  );
});
