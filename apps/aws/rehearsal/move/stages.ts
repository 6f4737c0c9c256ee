import type { Incident } from '@resit/integrity/incident/incident';
import { allItems } from '@resit/integrity/ports/pages';
import type { Repository } from '@resit/integrity/ports/repository';

/** Where a move may find an incident; each has to be met. */
export const stages = [
  'to be confirmed',
  'confirmed, not called back',
  'exam open, not begun',
  'exam begun, answers saved',
  'handed in, not called back',
  'next attempt',
  'open request',
  'extended deadline',
  'adjusted',
  'invitation bounced',
  'awaiting decision',
  'decided, not called back',
  'resolved',
  'closed',
  'withdrawn',
  'withdrawn, not called back',
  'stopped',
  'mail not sent yet',
] as const;
export type Stage = (typeof stages)[number];

/** In which stages the incidents of a repository are, and how many in each. */
export async function stagesOf(repository: Repository, incidentIds: readonly string[]): Promise<Map<Stage, number>> {
  const due = await allItems(repository, 'callback', 'due', { partition: 'due' });
  const owed = new Set(due.map(({ incidentId }) => incidentId));
  const counts = new Map<Stage, number>(stages.map((stage) => [stage, 0]));
  for (const incidentId of incidentIds) {
    const incident = await repository.get('incident', incidentId);
    if (!incident) continue;
    for (const stage of await stagesOfOne(repository, incident, owed.has(incidentId)))
      counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
}

async function stagesOfOne(repository: Repository, incident: Incident, isOwed: boolean): Promise<Set<Stage>> {
  const found = new Set<Stage>();
  const mails = await allItems(repository, 'mail', 'byIncident', { partition: incident.id });
  if (mails.some(({ delivery }) => delivery.status === 'queued')) found.add('mail not sent yet');
  if (incident.run.stopped) return found.add('stopped');
  switch (incident.status) {
    case 'to-be-confirmed':
      return found.add('to be confirmed');
    case 'to-be-scheduled':
      if (!isOwed) return found;
      return found.add(incident.attemptsScheduled > 0 ? 'decided, not called back' : 'confirmed, not called back');
    case 'awaiting-decision':
      return found.add('awaiting decision');
    case 'withdrawn':
      return found.add(isOwed ? 'withdrawn, not called back' : 'withdrawn');
    case 'closed':
      return found.add(isOwed ? 'decided, not called back' : 'closed');
    case 'resolved':
      return found.add('resolved');
    case 'exam-open':
  }
  const exam = (await allItems(repository, 'exam', 'byIncident', { partition: incident.id })).at(-1);
  if (!exam) return found;
  if (exam.status === 'submitted') return isOwed ? found.add('handed in, not called back') : found;
  if (exam.attempt > 1) found.add('next attempt');
  if (exam.openRequests.length > 0) found.add('open request');
  if (exam.adjustments.extraTimePercent > 0) found.add('adjusted');
  if (exam.invitation?.status === 'bounced') found.add('invitation bounced');
  const trail = await repository.auditTrail(incident.id);
  if (trail.some(({ action }) => action === 'exam.extended')) found.add('extended deadline');
  const sheet = await repository.get('answerSheet', exam.id);
  if (exam.status === 'scheduled') found.add('exam open, not begun');
  if (exam.status === 'started' && Object.keys(sheet?.answers ?? {}).length > 0) found.add('exam begun, answers saved');
  return found;
}
