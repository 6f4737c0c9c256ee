import type { Incident, IncidentBase } from './incident.ts';

/**
 * What stays of an incident as it moves to another status: without what only the old status has, and without the token of
 * the function that waited for the move.
 */
export function whatStays(incident: Incident): IncidentBase {
  const {
    id,
    version,
    shape,
    reference,
    student,
    work,
    finding,
    description,
    reportedBy,
    reportedAt,
    changedAt,
    policyNumber,
    attemptsAllowed,
    attemptsScheduled,
    run,
    mailHeldUntil,
  } = incident;
  return {
    id,
    version,
    shape,
    reference,
    student,
    work,
    ...(finding ? { finding } : {}),
    description,
    reportedBy,
    reportedAt,
    changedAt,
    policyNumber,
    attemptsAllowed,
    attemptsScheduled,
    run,
    ...(mailHeldUntil === undefined ? {} : { mailHeldUntil }),
  };
}
