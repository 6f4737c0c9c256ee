import type { Incident } from '@resit/integrity/incident/incident';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { mails } from '@resit/integrity/testing/world';
import { officerNotices } from '@resit/integrity/use-cases/workflow/officers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApi, lecturer, officer, otherOfficer } from '../testing/call-api.ts';
import { createOffice } from '../testing/office.ts';

const DAY_MS = 86_400_000;
const reporter = { ...officer, sub: 'lecturer-1' };
let deps: TestDeps;

/** An office whose accounts are kept by the institution; one officer's account is left over here. */
beforeEach(async () => {
  const office = await createOffice();
  deps = { ...office, staffElsewhere: true };
  const { currentExamId: _none, ...one } = (await deps.repository.get('incident', 'one')) as Incident & {
    currentExamId: string;
  };
  const item = { ...one, status: 'awaiting-decision', reason: 'attempts-used', flaggedAt: one.changedAt } as Incident;
  await deps.repository.commit([{ type: 'put', kind: 'incident', item }]);
});

const look = (caller: typeof officer) => createTestApi(deps).call(caller, 'GET /me');
const decide = (caller = reporter, extra: object = { soleOfficerReason: 'I am alone.' }) =>
  createTestApi(deps).call(caller, 'POST /incident/{incidentId}/decide', {
    path: { incidentId: 'one' },
    body: { decision: 'dismissed', why: 'Because.', ...extra },
  });

describe('whoever reported an incident, where accounts are kept elsewhere', () => {
  it('decides it with a reason while no other officer has ever come, whoever has an account here', async () => {
    expect((await decide(reporter, {})).body.errors).toMatchObject([{ pointer: '/soleOfficerReason' }]);
    expect((await decide()).status).toBe(200);
  });

  it('does not decide it once another officer has come', async () => {
    await look(otherOfficer);
    expect(await decide()).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect((await decide(otherOfficer, {})).status).toBe(200);
  });

  it('is not held up by lecturers, by systems without a name, or by an officer who has not come for two months', async () => {
    await look(lecturer);
    await look({ ...officer, sub: 'a-system', name: 'a-system' });
    await look(otherOfficer);
    deps.clock.advance(61 * DAY_MS);
    expect((await decide()).status).toBe(200);
  });

  it('is kept on record once a day and no more', async () => {
    const seen = () => deps.repository.get('seenOfficer', otherOfficer.sub);
    await Promise.all([look(otherOfficer), look(otherOfficer), look(otherOfficer)]);
    expect(await seen()).toMatchObject({ version: 1, seenAt: '2026-11-22T02:00:00.000Z' });
    deps.clock.advance(DAY_MS);
    await look(otherOfficer);
    expect(await seen()).toMatchObject({ version: 2, seenAt: '2026-11-23T02:00:00.000Z' });
  });
});

it('writes notices to the office where accounts are kept elsewhere, not to accounts that are left over here', async () => {
  const incident = (await deps.repository.get('incident', 'two')) as Incident;
  const values = { task: 'Please look', what: 'it waits.', since: 'today' };
  const [notice, ...others] = await officerNotices(deps, incident, 'x', values);
  expect([notice?.to.address, others]).toEqual(['integrity@example.edu', []]);
  expect(await mails(deps, 'officer-notice')).toEqual([]);
});

it('keeps no record of officers where accounts are kept here', async () => {
  deps = await createOffice();
  await look(otherOfficer);
  expect(await deps.repository.countIn('seenOfficer', 'all', 'all')).toBe(0);
});
