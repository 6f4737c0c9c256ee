import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exam } from '../exam/exam.ts';
import { anIncident, aScheduledExam } from '../testing/fixtures.ts';
import { type IncidentStatus, incidentStatuses } from './incident.ts';
import { allowedActions, incidentTransitions, isEnded, statusAfter } from './transitions.ts';

const endings: readonly IncidentStatus[] = ['resolved', 'closed', 'withdrawn'];

describe('the transitions of an incident', () => {
  it('reach every status from a report, and an end from every status', () => {
    const reach = (from: IncidentStatus): Set<IncidentStatus> => {
      const seen = new Set<IncidentStatus>([from]);
      for (const status of seen) for (const next of Object.values(incidentTransitions[status])) seen.add(next);
      return seen;
    };
    expect([...reach('to-be-confirmed')].sort()).toEqual([...incidentStatuses].sort());
    for (const status of incidentStatuses) expect(endings.some((end) => reach(status).has(end))).toBe(true);
  });

  it('leave a passed exam alone', () => {
    expect(incidentTransitions.resolved).toEqual({});
  });

  it('say nothing where a move is not legal', () => {
    expect(statusAfter('to-be-confirmed', 'confirm')).toBe('to-be-scheduled');
    expect(statusAfter('resolved', 'withdraw')).toBeUndefined();
    expect(incidentStatuses.filter(isEnded)).toEqual(endings);
  });
});

/** What staff may add at any time. */
const always = ['notes', 'evidence', 'remove-evidence'];

describe('allowedActions', () => {
  it("offers confirming and refusing for a lecturer's report alone", () => {
    expect(allowedActions(anIncident({ status: 'to-be-confirmed' }))).toEqual(['confirm', 'refuse', ...always]);
  });

  it('offers what can be done to an open exam', () => {
    const exam = aScheduledExam({ invitation: { mailId: 'm', status: 'accepted', at: '2026-11-22T02:00:00.000Z' } });
    expect(allowedActions(anIncident({ status: 'exam-open', currentExamId: exam.id }), exam)).toEqual([
      'extend-deadline',
      'adjust',
      'excuse',
      'resend-invitation',
      'issue-code',
      'mark-bounced',
      'withdraw',
      ...always,
    ]);
  });

  it('offers nothing of an exam that is not the current one, or is over', () => {
    const exam = aScheduledExam();
    const other = anIncident({ status: 'exam-open', currentExamId: 'another' });
    expect(allowedActions(other, exam)).toEqual(['withdraw', ...always]);
    const over: Exam = { ...exam, status: 'did-not-sit', closedAt: '2026-11-30T00:00:00.000Z' };
    expect(allowedActions(anIncident({ status: 'exam-open', currentExamId: exam.id }), over)).toEqual([
      'withdraw',
      ...always,
    ]);
  });

  it('offers to answer a request whatever became of its exam', () => {
    const exam = aScheduledExam({ openRequests: ['r1'] });
    const over: Exam = { ...exam, status: 'did-not-sit', closedAt: '2026-11-30T00:00:00.000Z' };
    expect(allowedActions(anIncident({ status: 'awaiting-decision' }), over)).toContain('answer-request');
  });

  it('offers to resume and to redrive exactly when the workflow stopped', () => {
    const stopped = { at: '2026-11-23T00:00:00.000Z', status: 'FAILED', error: 'E', cause: 'C' } as const;
    fc.assert(
      fc.property(fc.constantFrom(...incidentStatuses), fc.boolean(), (status, isStopped) => {
        const incident = anIncident({ status });
        const actions = allowedActions(isStopped ? { ...incident, run: { ...incident.run, stopped } } : incident);
        expect(actions.includes('redrive')).toBe(isStopped);
      }),
    );
  });
});
