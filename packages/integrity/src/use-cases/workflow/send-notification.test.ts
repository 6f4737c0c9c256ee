import { beforeEach, describe, expect, it } from 'vitest';
import type { TestDeps } from '../../testing/test-deps.ts';
import { callbacks, createWorld, incidentId, mails, register, sit, tokenNow } from '../../testing/world.ts';
import { ExamUnknown } from './errors.ts';
import { scheduleExam } from './schedule-exam.ts';
import { sendNotification } from './send-notification.ts';

let deps: TestDeps;
let examId: string;
const begin = async (overrides: Parameters<typeof createWorld>[0] = {}, held?: string) => {
  deps = await createWorld(overrides);
  await register(deps, held === undefined ? {} : { mailHeldUntil: held });
  examId = (await scheduleExam(deps, incidentId)).examId;
};
beforeEach(() => begin());
const exam = async () => (await deps.repository.get('exam', examId))!;

describe('sendNotification', () => {
  it('records the token and sends the invitation, which counts as accepted in the outbox of a trial', async () => {
    await sendNotification(deps, examId, tokenNow(deps, 'T1'));
    const [mail] = await mails(deps);
    expect(mail).toMatchObject({
      id: `invitation:${examId}`,
      template: 'invitation',
      to: { name: "Siobhán O'Brien", address: 'siobhan@example.edu' },
      delivery: { status: 'accepted', by: 'trial' },
      examId,
      incidentId,
    });
    expect(mail?.text).toContain(`http://localhost:8080/exam/${examId}`);
    expect(mail?.text).toContain('Sunday 29 November 2026, 23:59 Sydney time');
    expect(mail?.text).not.toContain('T1');
    expect(await exam()).toMatchObject({
      waiting: { taskToken: 'T1' },
      invitation: { mailId: `invitation:${examId}`, status: 'accepted' },
    });
  });

  it('queues the invitation where there is a mail server, and holds it for an import', async () => {
    await begin({ mailMode: 'smtp' });
    await sendNotification(deps, examId, tokenNow(deps, 'T1'));
    expect((await exam()).invitation?.status).toBe('queued');
    expect((await mails(deps))[0]?.delivery.status).toBe('queued');
    await begin({}, '2026-11-22T02:15:00.000Z');
    await sendNotification(deps, examId, tokenNow(deps, 'T1'));
    expect((await exam()).invitation?.status).toBe('queued');
    expect((await mails(deps))[0]?.delivery).toEqual({ status: 'held', until: '2026-11-22T02:15:00.000Z' });
  });

  it('invites once, though it is called twenty times at once', async () => {
    const token = tokenNow(deps, 'T1');
    await Promise.all(Array.from({ length: 20 }, () => sendNotification(deps, examId, token)));
    expect(await mails(deps)).toHaveLength(1);
  });

  it('sends a reminder when it is due, once, and nothing in between', async () => {
    await sendNotification(deps, examId, tokenNow(deps, 'T1'));
    deps.clock.set('2026-11-24T00:00:00Z');
    await sendNotification(deps, examId, tokenNow(deps, 'T2'));
    expect(await mails(deps, 'reminder')).toHaveLength(0);
    deps.clock.set('2026-11-25T22:00:00Z');
    await sendNotification(deps, examId, tokenNow(deps, 'T3'));
    await sendNotification(deps, examId, tokenNow(deps, 'T3'));
    expect(await mails(deps, 'reminder')).toHaveLength(1);
    expect(await exam()).toMatchObject({ remindersSent: [3], waiting: { taskToken: 'T3' } });
  });

  it('keeps the newer token when an older call comes late', async () => {
    const older = tokenNow(deps, 'T1');
    deps.clock.advance(1000);
    await sendNotification(deps, examId, tokenNow(deps, 'T2'));
    await sendNotification(deps, examId, older);
    expect((await exam()).waiting?.taskToken).toBe('T2');
    await sendNotification(deps, examId, tokenNow(deps, 'T2b', 1));
    await sendNotification(deps, examId, tokenNow(deps, 'T2'));
    expect((await exam()).waiting?.taskToken).toBe('T2b');
  });

  it('completes at once if the result is there, as often as it is called', async () => {
    await sendNotification(deps, examId, tokenNow(deps, 'T1'));
    await sit(deps, examId, 20);
    deps.clock.advance(1000);
    const token = tokenNow(deps, 'T2');
    await sendNotification(deps, examId, token);
    await sendNotification(deps, examId, token);
    const owed = await callbacks(deps);
    expect(owed.map(({ taskToken, output }) => [taskToken, output])).toEqual([
      ['T1', { incidentId, examId, result: 'Pass' }],
      ['T2', { incidentId, examId, result: 'Pass' }],
    ]);
  });

  it('owes the workflow a callback, whichever of submission and token comes first', async () => {
    await Promise.all([sendNotification(deps, examId, tokenNow(deps, 'T1')), sit(deps, examId, 0)]);
    const owed = await callbacks(deps);
    expect(owed).toHaveLength(1);
    expect(owed[0]).toMatchObject({ taskToken: 'T1', output: { result: 'Fail' } });
    expect((await exam()).waiting).toBeUndefined();
  });

  it('fails for an exam that is not there', async () => {
    await expect(sendNotification(deps, 'nobody', tokenNow(deps, 'T1'))).rejects.toThrow(ExamUnknown);
  });
});
