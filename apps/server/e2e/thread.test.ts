import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
});
afterAll(() => test.stop());

const report = {
  student: { studentNumber: 's1234567', name: "Zoë O'Brien", email: 'zoe@student.example.edu' },
  work: { title: 'Essay "one"', unit: 'HIST1001' },
  finding: { reference: 'F/2026/17', foundOn: '2026-11-02' },
  description: 'Three paragraphs from elsewhere.',
};

interface MailItem {
  mailId: string;
  template: string;
  subject: string;
}

it('goes from a report to the invitation in the outbox', async () => {
  const staff = await test.administrator();
  const answer = await staff.call<{ incidentId: string }>('POST', '/incident', report, { 'idempotency-key': 'k' });
  expect(answer.status).toBe(202);
  const { incidentId } = answer.body;
  const mail = await until('the invitation', async () => {
    const { body } = await staff.call<{ items: MailItem[] }>('GET', `/mail?incident=${incidentId}`);
    return body.items.find(({ template }) => template === 'invitation');
  });
  expect(mail.subject).toContain('referencing exam');
  const again = await staff.call('POST', '/incident', report, { 'idempotency-key': 'k' });
  expect(again).toMatchObject({ status: 202, body: { incidentId } });
  const other = { ...report, description: 'Something else.' };
  const clash = await staff.call('POST', '/incident', other, { 'idempotency-key': 'k' });
  expect(clash).toMatchObject({ status: 409, body: { code: 'already-reported', incidentId } });
});
