import { beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../mail/mail.ts';
import type { MailOutcome, MailTransport, OutgoingMail } from '../../ports/mail-transport.ts';
import type { SfnCall, TestDeps } from '../../testing/test-deps.ts';
import {
  callbacks,
  createWorld,
  DAY_MS,
  incidentId,
  invite,
  mails,
  register,
  sit,
  tokenNow,
} from '../../testing/world.ts';
import { requestCode } from '../student/request-code.ts';
import { startExam } from '../student/start-exam.ts';
import { reviewDeadline } from '../workflow/review-deadline.ts';
import { scheduleExam } from '../workflow/schedule-exam.ts';
import { sendNotification } from '../workflow/send-notification.ts';
import { drainCallbacks } from './drain-callbacks.ts';
import { drainMail, TransportMissing } from './drain-mail.ts';
import { recordDelivery } from './record-delivery.ts';
import { sweepExpiredAttempts } from './sweep-expired-attempts.ts';

class NamedError extends Error {
  constructor(name: string) {
    super(`${name}: no`);
    this.name = name;
  }
}

let deps: TestDeps;
let examId: string;
let answer: (call: SfnCall) => object;
const begin = async (mailMode: 'trial' | 'smtp', held?: string) => {
  answer = () => ({});
  deps = await createWorld({ mailMode, answerSfn: (call) => answer(call) });
  await register(deps, held === undefined ? {} : { mailHeldUntil: held });
  examId = await invite(deps);
};
const exam = async () => (await deps.repository.get('exam', examId))!;
const successes = () =>
  deps.sfnCalls.filter(({ command }) => command === 'SendTaskSuccess').map(({ input }) => input.taskToken);

describe('drainCallbacks', () => {
  beforeEach(async () => {
    await begin('trial');
    await sit(deps, examId, 20);
  });

  it('gives the workflow the decision, and keeps nothing once it was taken', async () => {
    expect(await drainCallbacks(deps)).toEqual({ sent: 1, gone: 0, delayed: 0 });
    expect(deps.sfnCalls.at(-1)).toEqual({
      command: 'SendTaskSuccess',
      input: { taskToken: 'T1', output: JSON.stringify({ incidentId, examId, result: 'Pass' }) },
    });
    expect(await callbacks(deps)).toEqual([]);
    expect(await drainCallbacks(deps)).toEqual({ sent: 0, gone: 0, delayed: 0 });
  });

  it('sends again what got lost, until it is taken', async () => {
    answer = () => {
      throw new NamedError('ServiceUnavailable');
    };
    expect(await drainCallbacks(deps)).toEqual({ sent: 0, gone: 0, delayed: 1 });
    expect(await drainCallbacks(deps)).toEqual({ sent: 0, gone: 0, delayed: 0 });
    deps.clock.advance(1000);
    expect(await drainCallbacks(deps)).toEqual({ sent: 0, gone: 0, delayed: 1 });
    deps.clock.advance(3_600_000);
    answer = () => ({});
    expect(await drainCallbacks(deps)).toEqual({ sent: 1, gone: 0, delayed: 0 });
    expect(await callbacks(deps)).toEqual([]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('drops what nobody waits for (%s)', async (name) => {
    answer = () => {
      throw new NamedError(name);
    };
    expect(await drainCallbacks(deps)).toEqual({ sent: 0, gone: 1, delayed: 0 });
    expect(await callbacks(deps)).toEqual([]);
  });

  it('sends hundreds, each once, and lets one that fails hold up no other', async () => {
    const item = (await callbacks(deps))[0]!;
    for (let at = 0; at < 300; at += 1) {
      await deps.repository.commit([
        { type: 'put', kind: 'callback', item: { ...item, id: `c${at}`, taskToken: `C${at}` }, expected: null },
      ]);
    }
    answer = ({ input }) => {
      if (input.taskToken === 'C7') throw new NamedError('ThrottlingException');
      return {};
    };
    expect(await drainCallbacks(deps)).toEqual({ sent: 300, gone: 0, delayed: 1 });
    expect(new Set(successes()).size).toBe(301);
    expect((await callbacks(deps)).map(({ id }) => id)).toEqual(['c7']);
  });

  it('does no harm when two drain at once', async () => {
    const [first, second] = await Promise.all([drainCallbacks(deps), drainCallbacks(deps)]);
    expect(first.sent + second.sent).toBeGreaterThanOrEqual(1);
    expect(await callbacks(deps)).toEqual([]);
  });
});

describe('drainMail', () => {
  let sent: OutgoingMail[];
  let outcome: (mail: OutgoingMail) => MailOutcome;
  const transport: MailTransport = {
    async send(mail) {
      sent.push(mail);
      return outcome(mail);
    },
  };
  beforeEach(async () => {
    sent = [];
    outcome = () => ({ accepted: true });
    await begin('smtp');
  });
  const invitation = async (): Promise<Mail> => (await mails(deps, 'invitation'))[0]!;

  it('sends what is queued once, and makes the deadline count when the server took the invitation', async () => {
    expect((await exam()).invitation?.status).toBe('queued');
    expect(await drainMail(deps, transport)).toMatchObject({ accepted: 1 });
    await drainMail(deps, transport);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      id: `invitation:${examId}`,
      messageId: `<invitation.${examId}@localhost>`,
      replyTo: 'integrity@example.edu',
      to: { name: "Siobhán O'Brien", address: 'siobhan@example.edu' },
    });
    expect((await exam()).invitation?.status).toBe('accepted');
    expect((await invitation()).delivery).toMatchObject({ status: 'accepted', by: 'smtp' });
    expect((await invitation()).text).not.toBe('');
  });

  it('hands a mail over once when shared drains run at once, and again when one died with it', async () => {
    await Promise.all([1, 2, 3].map(() => drainMail(deps, transport, { shared: true })));
    expect(sent).toHaveLength(1);
    expect((await invitation()).delivery).toMatchObject({ status: 'accepted', by: 'smtp' });

    await begin('smtp');
    let dies: (error: unknown) => void = () => undefined;
    const dying = drainMail(deps, { send: () => new Promise((_resolve, reject) => (dies = reject)) }, { shared: true });
    await expect.poll(async () => (await invitation()).version).toBe(2);
    expect(await drainMail(deps, transport, { shared: true })).toMatchObject({ accepted: 0 });
    deps.clock.advance(2 * 60_000);
    expect(await drainMail(deps, transport, { shared: true })).toMatchObject({ accepted: 1 });
    dies(new NamedError('TimeoutError'));
    await dying;
    expect((await invitation()).delivery.status).toBe('accepted');
    expect(sent).toHaveLength(2);
  });

  it('lets go of held mail once when shared drains run at once', async () => {
    await begin('smtp', '2026-11-22T02:15:00.000Z');
    await drainMail(deps, transport, { shared: true });
    expect(sent).toHaveLength(0);
    deps.clock.advance(15 * 60_000);
    await Promise.all([1, 2].map(() => drainMail(deps, transport, { shared: true })));
    expect(sent).toHaveLength(1);
    expect((await exam()).invitation).toMatchObject({ status: 'accepted' });
  });

  it('holds the deadline and tells the officers when the invitation is refused for good', async () => {
    outcome = () => ({ refused: '550 no such mailbox' });
    expect(await drainMail(deps, transport)).toMatchObject({ bounced: 2 });
    expect((await exam()).invitation?.status).toBe('bounced');
    expect((await invitation()).delivery).toMatchObject({ status: 'bounced', reason: '550 no such mailbox' });
    expect((await mails(deps, 'officer-notice')).map((mail) => mail.to.address)).toEqual(['integrity@example.edu']);
    deps.clock.advance(30 * DAY_MS);
    expect(await reviewDeadline(deps, examId)).toHaveProperty('waitSeconds');
  });

  it('tries again under the same Message-ID while the server cannot be reached', async () => {
    outcome = () => {
      throw new NamedError('ECONNREFUSED');
    };
    expect(await drainMail(deps, transport)).toMatchObject({ queued: 1 });
    expect(await drainMail(deps, transport)).toMatchObject({ queued: 0 });
    expect((await invitation()).delivery).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: 'ECONNREFUSED: no',
    });
    deps.clock.advance(1000);
    outcome = () => ({ accepted: true });
    expect(await drainMail(deps, transport)).toMatchObject({ accepted: 1 });
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('gives up after five days', async () => {
    outcome = () => {
      throw new NamedError('ECONNREFUSED');
    };
    deps.clock.advance(5 * DAY_MS);
    await drainMail(deps, transport);
    expect((await invitation()).delivery).toMatchObject({ status: 'bounced' });
  });

  it("starts the student's days again when the invitation arrives with less than a day left", async () => {
    deps.clock.set('2026-11-29T02:00:00Z');
    await drainMail(deps, transport);
    expect((await exam()).deadline.at).toBe('2026-12-06T12:59:59.999Z');
    const [extension] = await mails(deps, 'extension');
    expect(extension?.text).toContain('Sunday 6 December 2026');
  });

  it('erases a code once it has left, and calls off one that has expired', async () => {
    await requestCode(deps, { examId, browser: 'b1' });
    await drainMail(deps, transport);
    const [left] = await mails(deps, 'code');
    expect(sent.find((mail) => mail.subject.startsWith('code'))?.text).toMatch(/code: \d{6}/);
    expect(left).toMatchObject({ text: '', html: '', delivery: { status: 'accepted' } });
    expect(left?.erasedAt).toBeDefined();
    await requestCode(deps, { examId, browser: 'b2' });
    deps.clock.advance(10 * 60_000);
    sent = [];
    expect(await drainMail(deps, transport)).toMatchObject({ cancelled: 1 });
    expect(sent).toEqual([]);
    expect((await mails(deps, 'code')).every((mail) => mail.text === '')).toBe(true);
  });

  it('keeps a code readable in the outbox of a trial', async () => {
    await begin('trial');
    await requestCode(deps, { examId, browser: 'b1' });
    await drainMail(deps);
    expect((await mails(deps, 'code'))[0]?.text).toMatch(/code: \d{6}/);
  });

  it('lets go of held mail when its time has come', async () => {
    await begin('trial', '2026-11-22T02:15:00.000Z');
    expect(await drainMail(deps)).toMatchObject({ accepted: 0 });
    deps.clock.advance(15 * 60_000);
    expect(await drainMail(deps)).toMatchObject({ accepted: 1 });
    expect((await exam()).invitation?.status).toBe('accepted');
  });

  it('refuses to lose mail where a transport is missing', async () => {
    await expect(drainMail(deps)).rejects.toThrow(TransportMissing);
    expect((await invitation()).delivery.status).toBe('queued');
  });

  it('lets an officer mark an invitation as not arrived after the server took it', async () => {
    await drainMail(deps, transport);
    const at = new Date(deps.clock.nowMs()).toISOString();
    await recordDelivery(deps, (await invitation()).id, { status: 'bounced', at, reason: 'Came back.', by: 'officer' });
    expect((await exam()).invitation?.status).toBe('bounced');
    await recordDelivery(deps, (await invitation()).id, { status: 'accepted', at, by: 'smtp' });
    expect((await exam()).invitation?.status).toBe('bounced');
  });
});

describe('sweepExpiredAttempts', () => {
  it('hands in attempts whose time limit is over, and leaves the others', async () => {
    answer = () => ({});
    deps = await createWorld({ answerSfn: (call) => answer(call) }, { timeLimitMinutes: 30 });
    for (const id of ['early', 'late']) {
      await register(deps, { id });
      const scheduled = await scheduleExam(deps, id);
      await sendNotification(deps, scheduled.examId, tokenNow(deps, id));
      await startExam(deps, { examId: scheduled.examId, ownWork: true });
      deps.clock.advance(20 * 60_000);
    }
    expect(await sweepExpiredAttempts(deps)).toBe(1);
    expect(await sweepExpiredAttempts(deps)).toBe(0);
    expect((await callbacks(deps)).map(({ taskToken, output }) => [taskToken, output.result])).toEqual([
      ['early', 'Fail'],
    ]);
    deps.clock.advance(10 * 60_000);
    expect(await sweepExpiredAttempts(deps)).toBe(1);
  });
});
