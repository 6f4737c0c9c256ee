import { join } from 'node:path';
import { createLog } from '@resit/functions/hosting/log';
import type { IncidentStatus } from '@resit/integrity/incident/incident';
import { incidentStatuses } from '@resit/integrity/incident/incident';
import { expect, it } from 'vitest';
import { startDemo } from '../src/demo/demo.ts';
import { signIn } from './support/staff.ts';
import { startTestHost, until } from './support/test-host.ts';

it('has incidents in every stage within moments, goes on by itself, and lets people look around', async () => {
  // As the demonstration starts it: without an administrator of its own, whose user name an account of the demo has.
  const test = await startTestHost({ RESIT_CLOCK_SPEED: '40000' }, undefined, { administrator: false });
  const faults: string[] = [];
  const log = createLog('error', { write: (line) => faults.push(line) });
  const demo = await startDemo(test.host, join(test.dataFolder, 'demo.json'), log, () => undefined);
  const counts = async () => {
    const { repository } = test.host.deps;
    const entries = incidentStatuses.map(
      async (status) => [status, await repository.countIn('incident', 'byStatus', status)] as const,
    );
    return Object.fromEntries(await Promise.all(entries)) as Record<IncidentStatus, number>;
  };
  const stages = ['to-be-confirmed', 'exam-open', 'awaiting-decision', 'resolved', 'closed', 'withdrawn'] as const;
  const first = await until('every stage', async () => {
    const now = await counts();
    return stages.every((stage) => now[stage] > 0) && now;
  });
  expect(Object.values(first).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
  await until('more outcomes', async () => (await counts()).resolved > first.resolved);

  for (const { username, password, caller } of demo.accounts) {
    const staff = await signIn(test.origin, username, password);
    expect((await staff.call('GET', '/me')).body).toMatchObject({ roles: [...caller.roles] });
  }
  await demo.stop();
  await test.stop();
  expect(faults).toEqual([]);
});
