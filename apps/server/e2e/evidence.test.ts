import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVIDENCE_BYTES_MAX } from '@resit/integrity/evidence/evidence-file';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act, incidentAt, report } from './support/incidents.ts';
import type { Staff } from './support/staff.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

let test: TestHost;
let staff: Staff;
let incidentId: string;
beforeAll(async () => {
  test = await startTestHost();
  staff = await test.administrator();
  incidentId = await report(staff);
  await incidentAt(test, incidentId, 'exam-open');
});
afterAll(() => test.stop());

const save = (evidenceId: string): Promise<Response> =>
  fetch(`${test.origin}/api/incident/${incidentId}/evidence/${evidenceId}`, {
    headers: { authorization: `Bearer ${staff.token}`, accept: 'application/octet-stream' },
  });

it('takes a file of the largest size through the server and gives it back byte by byte, as an attachment', async () => {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(EVIDENCE_BYTES_MAX - 9)]);
  const body = { name: 'Überprüfung.pdf', content: content.toString('base64') };
  const added = await staff.call<{ evidence: { id: string; name: string }[] }>(
    'POST',
    `/incident/${incidentId}/evidence`,
    body,
  );
  expect(added.status).toBe(200);
  const [file] = added.body.evidence;
  const answer = await save(file?.id ?? '');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; .*filename\*=UTF-8''%C3%9Cberpr%C3%BCfung\.pdf$/,
  );
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(content.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  const kept = join(test.dataFolder, 'evidence', incidentId, file?.id ?? '');
  expect(content.equals(readFileSync(kept))).toBe(true);

  await act(staff, incidentId, 'remove-evidence', { evidenceId: file?.id, why: 'It was about somebody else.' });
  expect((await save(file?.id ?? '')).status).toBe(404);
  expect(() => readFileSync(kept)).toThrow(/ENOENT/);
});

it('shows a file to nobody who has no token', async () => {
  const answer = await fetch(`${test.origin}/api/incident/${incidentId}/evidence/any`);
  expect(answer.status).toBe(401);
});
