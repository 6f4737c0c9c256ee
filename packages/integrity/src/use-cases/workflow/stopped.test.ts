import { beforeEach, describe, expect, it } from 'vitest';
import { WrongState } from '../../errors.ts';
import type { Incident } from '../../incident/incident.ts';
import type { SfnCall, TestDeps } from '../../testing/test-deps.ts';
import { createWorld, incidentId, lecturersReport, officersReport, register, tokenNow } from '../../testing/world.ts';
import { drainStarts } from '../drains/drain-starts.ts';
import { decideIncident } from '../staff/decide-incident.ts';
import { closeIncident } from './close-incident.ts';
import { executionArn, executionNumber, nextExecutionName } from './execution-name.ts';
import { markStopped, type StoppedExecution } from './mark-stopped.ts';
import { redriveIncident } from './redrive-incident.ts';
import { resumeIncident } from './resume-incident.ts';
import { takeAdministrativeAction } from './take-administrative-action.ts';

const by = { kind: 'staff', sub: 'admin-1', name: 'Ada Admin' } as const;
const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
const arn = `arn:aws:states:us-east-1:111111111111:execution:plagiarism-incident:${incidentId}`;
const reported = { sub: 'officer-1', name: 'Olga Officer', roles: 'officer' };

class SfnError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

let deps: TestDeps;
let answer: (call: SfnCall) => object;
beforeEach(async () => {
  answer = () => ({});
  deps = await createWorld({ answerSfn: (call) => answer(call) });
});
const incident = async (): Promise<Incident> => (await deps.repository.get('incident', incidentId))!;
const stoppedExecution = (given: Partial<StoppedExecution> = {}): StoppedExecution => ({
  executionArn: arn,
  name: incidentId,
  status: 'FAILED',
  error: 'Boom',
  cause: 'It broke.',
  input: JSON.stringify({ incidentId, reportedBy: reported, report: officersReport }),
  startedAt: '2026-11-22T02:00:00.000Z',
  ...given,
});
const actions = async (chain = incidentId) => (await deps.repository.auditTrail(chain)).map((entry) => entry.action);

describe('markStopped', () => {
  it('marks the incident, once, however often it is told', async () => {
    await register(deps);
    for (let told = 0; told < 3; told += 1) await markStopped(deps, stoppedExecution());
    expect((await incident()).run.stopped).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'It broke.' });
    expect(await actions()).toEqual(['incident.reported', 'workflow.stopped']);
  });

  it("creates the incident from the execution's input if registration itself failed", async () => {
    await markStopped(deps, stoppedExecution({ status: 'TIMED_OUT' }));
    expect(await incident()).toMatchObject({
      status: 'to-be-scheduled',
      student: officersReport.student,
      reportedAt: '2026-11-22T02:00:00.000Z',
      run: { stopped: { status: 'TIMED_OUT' } },
    });
  });

  it('keeps which fields were wrong where nothing can be made of the input, and not what they held', async () => {
    const input = JSON.stringify({ incidentId, reportedBy: reported, report: lecturersReport });
    await markStopped(deps, stoppedExecution({ input }));
    const [entry] = await deps.repository.auditTrail('system');
    expect(entry).toMatchObject({ action: 'report.refused', facts: { incidentId, fields: '/finding required' } });
    expect(JSON.stringify(entry)).not.toContain('Brien');
    expect(await incident()).toBeUndefined();
  });

  it('leaves alone an execution that was redriven since, or replaced by another', async () => {
    await register(deps);
    answer = () => ({ status: 'RUNNING' });
    await markStopped(deps, stoppedExecution());
    expect((await incident()).run.stopped).toBeUndefined();
    answer = () => ({ status: 'FAILED' });
    await register(deps, { execution: `${incidentId}-2` });
    await markStopped(deps, stoppedExecution());
    expect((await incident()).run.stopped).toBeUndefined();
  });

  it('ignores executions that are none of ours', async () => {
    for (const input of ['{}', 'nonsense', '[]', '{"incidentId":7}']) {
      await markStopped(deps, stoppedExecution({ input }));
    }
    expect(await deps.repository.countIn('incident', 'all', 'all')).toBe(0);
  });
});

describe('resumeIncident', () => {
  it('goes on in a new execution whose input is the id alone, and says so in the audit log', async () => {
    await register(deps);
    await markStopped(deps, stoppedExecution());
    deps.sfnCalls.length = 0;
    await resumeIncident(deps, { incidentId, by, why: 'Mended.' });
    expect(deps.sfnCalls).toEqual([
      {
        command: 'StartExecution',
        input: expect.objectContaining({ name: `${incidentId}-2`, input: JSON.stringify({ incidentId }) }),
      },
    ]);
    expect((await incident()).run).toEqual({
      executionName: `${incidentId}-2`,
      executionArn: `${arn}-2`,
      requestedAt: '2026-11-22T02:00:00.000Z',
    });
    expect(await actions()).toContain('workflow.resumed');
  });

  it('is carried out later if the process died before the start, once', async () => {
    await register(deps);
    await markStopped(deps, stoppedExecution());
    answer = () => {
      throw new SfnError('ECONNREFUSED');
    };
    await expect(resumeIncident(deps, { incidentId, by, why: 'Mended.' })).rejects.toThrow('ECONNREFUSED');
    answer = () => ({});
    deps.sfnCalls.length = 0;
    expect(await drainStarts(deps)).toBe(1);
    expect(deps.sfnCalls.map((call) => call.input.name)).toEqual([`${incidentId}-2`]);
    answer = () => {
      throw new SfnError('ExecutionAlreadyExists');
    };
    expect(await drainStarts(deps)).toBe(1);
    await register(deps, { execution: `${incidentId}-2` });
    expect(await drainStarts(deps)).toBe(0);
  });

  it('refuses an incident whose workflow runs, and one that cannot be taken up again', async () => {
    await register(deps);
    await expect(resumeIncident(deps, { incidentId, by, why: 'Why not.' })).rejects.toThrow(WrongState);
    const appeal = { incidentId, by, why: 'Appeal.', at: 'awaiting-decision' } as const;
    await expect(resumeIncident(deps, appeal)).rejects.toThrow(WrongState);
  });

  it('takes a closed incident up for an appeal, or for one more exam', async () => {
    for (const at of ['awaiting-decision', 'to-be-scheduled'] as const) {
      const id = `closed-for-${at}`;
      await register(deps, { id, report: { ...officersReport, handling: 'straight-to-decision' } });
      await takeAdministrativeAction(deps, id, tokenNow(deps, 'T'));
      await decideIncident(deps, { caller, incidentId: id, decision: 'penalty', penalty: 'Zero.', why: 'So.' });
      await closeIncident(deps, id);
      await resumeIncident(deps, { incidentId: id, by, why: 'Appealed in time.', at });
      const reopened = (await deps.repository.get('incident', id))!;
      expect(reopened.status).toBe(at);
      expect(reopened.run.executionName).toBe(`${id}-2`);
      expect(reopened).not.toHaveProperty('appealBy');
      expect(reopened).not.toHaveProperty('penalty');
      expect(reopened.attemptsAllowed).toBeGreaterThan(reopened.attemptsScheduled);
    }
  });
});

describe('redriveIncident', () => {
  beforeEach(async () => {
    await register(deps);
    await markStopped(deps, stoppedExecution());
    deps.sfnCalls.length = 0;
  });

  it('redrives the execution and clears the mark', async () => {
    await redriveIncident(deps, { incidentId, by, why: 'Mended.' });
    expect(deps.sfnCalls.map(({ command, input }) => [command, input.executionArn])).toEqual([
      ['RedriveExecution', arn],
    ]);
    expect((await incident()).run.stopped).toBeUndefined();
    expect(await actions()).toContain('workflow.redriven');
    await expect(redriveIncident(deps, { incidentId, by, why: 'Again.' })).rejects.toThrow(WrongState);
  });

  it('says to resume where the workflow service no longer redrives', async () => {
    answer = ({ command }) => {
      if (command === 'RedriveExecution') throw new SfnError('ExecutionNotRedrivable');
      return { status: 'FAILED' };
    };
    await expect(redriveIncident(deps, { incidentId, by, why: 'Mended.' })).rejects.toThrow(/Resume/);
    expect((await incident()).run.stopped).toBeDefined();
  });

  it('clears the mark of an execution that runs again already', async () => {
    answer = ({ command }) => {
      if (command === 'RedriveExecution') throw new SfnError('ExecutionNotRedrivable');
      return { status: 'RUNNING' };
    };
    await redriveIncident(deps, { incidentId, by, why: 'Mended.' });
    expect((await incident()).run.stopped).toBeUndefined();
  });
});

describe('execution names', () => {
  it('count from the incident id', () => {
    expect(executionNumber('abc', 'abc')).toBe(1);
    expect(executionNumber('abc', 'abc-12')).toBe(12);
    expect(nextExecutionName('abc', 'abc')).toBe('abc-2');
    expect(nextExecutionName('abc', 'abc-9')).toBe('abc-10');
  });

  it('give the ARN that an execution of the machine, its version or its alias has', () => {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:plagiarism-incident';
    for (const of of [machine, `${machine}:live`, `${machine}:7`]) {
      expect(executionArn(of, 'abc')).toBe('arn:aws:states:eu-west-1:123456789012:execution:plagiarism-incident:abc');
    }
  });
});
