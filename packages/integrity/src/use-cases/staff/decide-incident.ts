import { staffActor } from '../../access/caller.ts';
import { InvalidInput } from '../../errors.ts';

import type { Closed, Incident, ToBeScheduled } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import { owedCallback } from '../decide.ts';
import { type ActionInput, actOnIncident, assertImpartial, type Subject } from './act-on-incident.ts';

export interface DecideIncidentInput extends ActionInput {
  decision: 'attempt-granted' | 'penalty' | 'dismissed';
  /** Asked with a penalty: what it is, as the letter says it. */
  penalty?: string;
  why: string;
  /** Asked of the only officer when they reported the incident themselves. */
  soleOfficerReason?: string;
}

/**
 * Decides an incident that was handed to the officers: one more attempt, a penalty, or dismissal.
 * @throws as `actOnIncident`; InvalidInput for a penalty without words, or words without a penalty
 */
export function decideIncident(deps: Deps, input: DecideIncidentInput): Promise<Incident> {
  assertPenaltyFits(input);
  return actOnIncident(deps, 'decideIncident', 'decide', input, async (subject) => {
    const { incident } = subject;
    await assertImpartial(deps, input.caller, incident, input.soleOfficerReason, '/soleOfficerReason');
    const decided = input.decision === 'attempt-granted' ? granted(subject) : closed(subject, input.decision, input);
    const output = { incidentId: incident.id, decision: input.decision };
    return {
      changes: [
        { type: 'put', kind: 'incident', item: decided, expected: incident.version },
        ...owedCallback(incident, incident.id, output, deps.clock),
      ],
      note: {
        action: 'incident.decided',
        facts: { decision: input.decision, attemptsAllowed: decided.attemptsAllowed },
        personal: {
          why: input.why,
          ...(input.penalty === undefined ? {} : { penalty: input.penalty }),
          ...(input.soleOfficerReason === undefined ? {} : { soleOfficerReason: input.soleOfficerReason }),
        },
      },
      result: decided,
    };
  });
}

function assertPenaltyFits({ decision, penalty }: DecideIncidentInput): void {
  if (decision === 'penalty' && !penalty) {
    const message = 'Say what the penalty is, as the letter to the student will.';
    throw new InvalidInput([{ pointer: '/penalty', code: 'required', message }]);
  }
  if (decision !== 'penalty' && penalty !== undefined) {
    const message = 'Leave the penalty out: this decision has none.';
    throw new InvalidInput([{ pointer: '/penalty', code: 'not-allowed', message }]);
  }
}

function granted({ incident, at }: Subject): ToBeScheduled {
  return {
    ...withoutStatus(incident),
    status: 'to-be-scheduled',
    attemptsAllowed: incident.attemptsAllowed + 1,
    changedAt: at,
  };
}

function closed(
  { incident, at }: Subject,
  outcome: Closed['outcome'],
  { caller, penalty, why }: DecideIncidentInput,
): Closed {
  return {
    ...withoutStatus(incident),
    status: 'closed',
    outcome,
    decidedAt: at,
    decidedBy: staffActor(caller),
    ...(penalty === undefined ? {} : { penalty }),
    why,
    changedAt: at,
  };
}
