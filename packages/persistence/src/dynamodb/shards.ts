import type { IndexOf } from '@resit/integrity/ports/indexes';
import type { Kind } from '@resit/integrity/ports/repository';

/**
 * Indexes of which every new item goes to one partition (all incidents, all mail that is due …), at the end of its order of
 * time, so that DynamoDB could not split it by itself: written to as many partitions as there are shards, read by merging
 * them. Every other index has a partition an incident, exam, student or reporter, or is written to by hand (staff, policy).
 * The number may grow, never shrink: rows written before stay in the lower shards and are still read there.
 */
const SHARDS = 4;

type IndexName = { [K in Kind]: `${K}.${IndexOf<K>}` }[Kind];

const spread: ReadonlySet<string> = new Set<IndexName>([
  'incident.all',
  'incident.byStatus',
  'incident.byChange',
  'incident.toStart',
  'incident.stopped',
  'exam.openByDeadline',
  'exam.startedByEnd',
  'exam.notNotified',
  'exam.mailHeld',
  'exam.submitted',
  'mail.all',
  'mail.due',
  'mail.bounced',
  'callback.due',
  'request.open',
  'student.all',
  'examSession.expiring',
  'limit.expiring',
]);

/** Over how many partitions of the table a partition of an index is spread. */
export const shardsOf = (kind: Kind, index: string): number => (spread.has(`${kind}.${index}`) ? SHARDS : 1);
