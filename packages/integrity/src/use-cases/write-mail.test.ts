import { beforeEach, describe, expect, it } from 'vitest';
import { Conflict } from '../ports/repository.ts';
import { createTestDeps, type TestDeps } from '../testing/test-deps.ts';
import { mailChange, writeMail } from './write-mail.ts';

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps({ mailMode: 'smtp' });
});
const incident = { id: 'incident1', reference: 'ABCDE-FGHJK' };
const write = (given: { name?: string; mailHeldUntil?: string } = {}) =>
  writeMail(deps, {
    id: 'withdrawn:incident1:2026-11-22T02:00:00.000Z',
    template: 'withdrawn',
    to: { name: given.name ?? 'Li Wei', address: 'li@example.edu' },
    incident: given.mailHeldUntil === undefined ? incident : { ...incident, mailHeldUntil: given.mailHeldUntil },
    values: {},
  });

describe('writeMail', () => {
  it('queues a mail with one Message-ID, a reply address and what every mail says', async () => {
    const [mail, again] = [await write(), await write()];
    expect(mail.messageId).toBe('<withdrawn.incident1.2026-11-22T02.00.00.000Z@localhost>');
    expect(again.messageId).toBe(mail.messageId);
    expect(mail).toMatchObject({
      replyTo: 'integrity@example.edu',
      subject: 'withdrawn ABCDE-FGHJK',
      holdsCode: false,
      delivery: { status: 'queued', attempts: 0, nextAttemptAt: '2026-11-22T02:00:00.000Z' },
    });
    expect(mail.text).toContain('contactName: Academic Integrity Office');
  });

  it('counts as accepted in a trial, and is held for an import until its time', async () => {
    const until = '2026-11-22T02:15:00.000Z';
    expect((await write({ mailHeldUntil: until })).delivery).toEqual({ status: 'held', until });
    deps.clock.set(until);
    expect((await write({ mailHeldUntil: until })).delivery.status).toBe('queued');
    deps = createTestDeps({ mailMode: 'trial' });
    expect((await write()).delivery).toMatchObject({ status: 'accepted', by: 'trial' });
  });

  it("uses the administrators' template where there is one", async () => {
    const item = { id: 'withdrawn', version: 0, subject: 'Ours', body: 'Hello {{name}}', savedAt: '', savedBy: 'a' };
    await deps.repository.commit([{ type: 'put', kind: 'template', item }]);
    expect(await write()).toMatchObject({ subject: 'Ours', text: 'Hello Li Wei\n' });
  });

  it('lets no name become a header of its own', async () => {
    const { to } = await write({ name: 'Eve\r\nBcc: all@example.edu' });
    expect(to.name).toBe('Eve Bcc: all@example.edu');
  });

  it('is put once under its id', async () => {
    const mail = await write();
    await deps.repository.commit([mailChange(mail)]);
    await expect(deps.repository.commit([mailChange(mail)])).rejects.toThrow(Conflict);
  });
});
