import { staffActor } from '../../access/caller.ts';
import { endExam } from '../../exam/close-exam.ts';
import { isOpen } from '../../exam/exam.ts';

import type { Incident, Withdrawn } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { owedCallback } from '../decide.ts';
import { type ActionInput, actOnIncident, type Subject } from './act-on-incident.ts';

/**
 * Withdraws an incident: an open exam ends without a result. The workflow writes the letter.
 * @throws as `actOnIncident`
 */
export function withdrawIncident(deps: Deps, input: ActionInput & { why: string }): Promise<Incident> {
  return actOnIncident(deps, 'withdrawIncident', 'withdraw', input, (subject) => {
    const { incident, at } = subject;
    const withdrawn: Withdrawn = {
      ...withoutStatus(incident),
      status: 'withdrawn',
      withdrawnAt: at,
      withdrawnBy: staffActor(input.caller),
      why: input.why,
      refused: false,
      changedAt: at,
    };
    return {
      changes: [
        { type: 'put', kind: 'incident', item: withdrawn, expected: incident.version },
        ...owedCallback(incident, incident.id, { incidentId: incident.id, decision: 'withdrawn' }, deps.clock),
        ...examEnded(deps, subject),
      ],
      note: { action: 'incident.withdrawn', personal: { why: input.why } },
      result: withdrawn,
    };
  });
}

/** The open exam, if there is one, closed without a result, and what its waiting function is owed. */
function examEnded(deps: Deps, { incident, exam, at }: Subject): Change[] {
  if (!exam || !isOpen(exam)) return [];
  const output = { incidentId: incident.id, examId: exam.id, result: 'Withdrawn' };
  return [
    { type: 'put', kind: 'exam', item: endExam(exam, 'withdrawn', at), expected: exam.version },
    ...owedCallback(exam, incident.id, output, deps.clock),
  ];
}
