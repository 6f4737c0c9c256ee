import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../errors.ts';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, incidentId, lecturersReport, officersReport, register } from '../../testing/world.ts';
import { ExecutionSuperseded, IncidentUnknown } from './errors.ts';
import { referenceOf, registerIncident } from './register-incident.ts';
import { resumeIncident } from './resume-incident.ts';

let deps: TestDeps;
beforeEach(async () => {
  deps = await createWorld();
});
const incident = () => deps.repository.get('incident', incidentId);
const trail = () => deps.repository.auditTrail(incidentId);

describe('registerIncident', () => {
  it("stores an officer's report with the policy in force, to be scheduled", async () => {
    expect(await register(deps)).toEqual({ incidentId, stands: 'to-be-scheduled' });
    expect(await incident()).toMatchObject({
      reference: '7K3M9-QXD2T',
      student: officersReport.student,
      finding: officersReport.finding,
      reportedBy: { sub: 'officer-1', role: 'officer' },
      reportedAt: '2026-11-22T02:00:00.000Z',
      policyNumber: 1,
      attemptsAllowed: 3,
      attemptsScheduled: 0,
    });
  });

  it("makes a lecturer's report wait to be confirmed, and one straight to decision wait for a decision", async () => {
    expect(await register(deps, { roles: 'lecturer' })).toMatchObject({ stands: 'to-be-confirmed' });
    const straight = { ...officersReport, handling: 'straight-to-decision' };
    expect(await register(deps, { id: 'another', report: straight })).toMatchObject({ stands: 'awaiting-decision' });
  });

  it('stores one incident, however often and at once it is called', async () => {
    const standings = await Promise.all(Array.from({ length: 20 }, () => register(deps)));
    expect(new Set(standings.map((standing) => JSON.stringify(standing))).size).toBe(1);
    expect((await trail()).map((entry) => entry.action)).toEqual(['incident.reported']);
    expect(await deps.repository.countIn('incident', 'all', 'all')).toBe(1);
  });

  it('answers with nothing personal', async () => {
    for (const roles of ['officer', 'lecturer']) {
      const answer = JSON.stringify(await register(deps, { roles, id: roles }));
      for (const personal of ['Brien', 'siobhan', 's1234567', 'essay', 'Copied'])
        expect(answer).not.toContain(personal);
    }
  });

  it('keeps personal fields of its audit note sealed', async () => {
    await register(deps);
    const [entry] = await trail();
    expect(JSON.stringify(entry)).not.toMatch(/Brien|siobhan@/);
    expect(await deps.repository.unseal(entry!)).toMatchObject({ name: "Siobhán O'Brien" });
  });

  it('refuses a report with wrong fields, and stores nothing', async () => {
    await expect(register(deps, { report: { ...officersReport, student: {} } })).rejects.toThrow(InvalidInput);
    await expect(register(deps, { report: lecturersReport })).rejects.toThrow(InvalidInput);
    await expect(register(deps, { roles: '', report: officersReport })).rejects.toThrow(InvalidInput);
    expect(await incident()).toBeUndefined();
  });

  it('refuses an execution without a report for an incident that is not there', async () => {
    const execution = { name: 'x', arn: 'arn', startedAt: '2026-11-22T02:00:00.000Z' };
    await expect(registerIncident(deps, { incidentId: 'x' }, execution)).rejects.toThrow(IncidentUnknown);
  });

  it("refreshes the directory from an officer's report, and only adds from a lecturer's", async () => {
    const student = () => deps.repository.get('student', 's1234567');
    await register(deps, { roles: 'lecturer' });
    expect(await student()).toMatchObject({ email: 'siobhan@example.edu', extraTimePercent: 0 });
    const known = (await student())!;
    await deps.repository.commit([{ type: 'put', kind: 'student', item: { ...known, extraTimePercent: 25 } }]);
    const moved = { ...lecturersReport, student: { ...lecturersReport.student, email: 'new@example.edu' } };
    await register(deps, { id: 'second', roles: 'lecturer', report: moved });
    expect(await student()).toMatchObject({ email: 'siobhan@example.edu' });
    await register(deps, { id: 'third', report: { ...moved, finding: officersReport.finding } });
    expect(await student()).toMatchObject({ email: 'new@example.edu', extraTimePercent: 25 });
  });

  it('takes an incident over for a later execution, and refuses an earlier one from then on', async () => {
    await register(deps, { roles: 'lecturer' });
    const there = (await incident())!;
    const stopped = { at: there.reportedAt, status: 'FAILED', error: 'E', cause: '' } as const;
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: { ...there, run: { ...there.run, stopped } } },
    ]);
    const by = { kind: 'staff', sub: 'admin', name: 'A' } as const;
    const { executionName } = await resumeIncident(deps, { incidentId, by, why: 'Mended.' });
    expect(executionName).toBe(`${incidentId}-2`);
    expect(await register(deps, { execution: executionName })).toMatchObject({ stands: 'to-be-confirmed' });
    const { run } = (await incident())!;
    expect(run).toEqual({
      executionName,
      executionArn: expect.stringContaining(`:execution:plagiarism-incident:${executionName}`),
    });
    await expect(register(deps)).rejects.toThrow(ExecutionSuperseded);
  });
});

describe('referenceOf', () => {
  it('is the beginning of the id in two groups', () => {
    expect(referenceOf(incidentId)).toBe('7K3M9-QXD2T');
    expect(referenceOf('abc')).toBe('ABC');
  });
});
