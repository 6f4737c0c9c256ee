import type { Caller } from '../../access/caller.ts';
import { assertMayOn } from '../../access/permissions.ts';
import { NotFound, WrongState } from '../../errors.ts';
import { checkEvidenceFile, EVIDENCE_COUNT_MAX } from '../../evidence/evidence-file.ts';
import type { Deps } from '../../ports/deps.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Evidence } from '../../ports/records.ts';
import { type ActionInput, actOnIncident } from './act-on-incident.ts';

export interface EvidenceDeps extends Deps {
  evidence: EvidenceStore;
}

/** Adds a file to an incident. @throws InvalidInput, WrongState, and as `actOnIncident` */
export async function addEvidence(
  deps: EvidenceDeps,
  input: ActionInput & { name: string; content: Uint8Array },
): Promise<void> {
  const { name, mediaType } = checkEvidenceFile(input);
  const key = { incidentId: input.incidentId, evidenceId: deps.ids.random(100) };
  // Looked at before anything is stored: there is no file of somebody who may not add one.
  const incident = await deps.repository.get('incident', input.incidentId);
  if (!incident) throw new NotFound('incident');
  assertMayOn(input.caller, 'addEvidence', incident);
  await deps.evidence.put(key, input.content);
  try {
    await actOnIncident(deps, 'addEvidence', 'evidence', input, async ({ at }) => {
      const there = await deps.repository.query('evidence', 'byIncident', { partition: key.incidentId, limit: 1000 });
      if (there.items.length >= EVIDENCE_COUNT_MAX)
        throw new WrongState(`An incident has at most ${EVIDENCE_COUNT_MAX} files.`);
      const item: Evidence = {
        id: key.evidenceId,
        version: 0,
        incidentId: key.incidentId,
        name,
        mediaType,
        sizeBytes: input.content.length,
        by: { sub: input.caller.sub, name: input.caller.name },
        at,
      };
      const facts = { evidenceId: item.id, mediaType, sizeBytes: item.sizeBytes };
      return {
        changes: [{ type: 'put', kind: 'evidence', item, expected: null }],
        note: { action: 'evidence.added', facts, personal: { file: name } },
        result: undefined,
      };
    });
  } catch (error) {
    await deps.evidence.delete(key).catch(() => undefined);
    throw error;
  }
}

/** A file with what is known of it. @throws NotAllowed, NotFound, EvidenceUnavailable */
export async function readEvidence(
  deps: EvidenceDeps,
  input: { caller: Caller; incidentId: string; evidenceId: string },
): Promise<{ record: Evidence; content: Uint8Array }> {
  const incident = await deps.repository.get('incident', input.incidentId);
  if (!incident) throw new NotFound('incident');
  assertMayOn(input.caller, 'getEvidence', incident);
  const record = await recordOf(deps, input);
  const content = await deps.evidence.get(input);
  if (!content) throw new NotFound('file');
  return { record, content };
}

/** Takes a file away from an incident, with its content. @throws NotFound, and as `actOnIncident` */
export async function removeEvidence(
  deps: EvidenceDeps,
  input: ActionInput & { evidenceId: string; why: string },
): Promise<void> {
  const { incidentId, evidenceId, why } = input;
  await actOnIncident(deps, 'removeEvidence', 'remove-evidence', input, async () => {
    const { name, version } = await recordOf(deps, input);
    // Before the record: a file that stayed behind nobody could find. Who is stopped in between asks again.
    await deps.evidence.delete({ incidentId, evidenceId });
    return {
      changes: [{ type: 'delete', kind: 'evidence', id: evidenceId, expected: version }],
      note: { action: 'evidence.removed', facts: { evidenceId }, personal: { file: name, why } },
      result: undefined,
    };
  });
}

/** @throws NotFound also for a file of another incident */
async function recordOf(deps: Deps, ids: { incidentId: string; evidenceId: string }): Promise<Evidence> {
  const record = await deps.repository.get('evidence', ids.evidenceId);
  if (record?.incidentId !== ids.incidentId) throw new NotFound('file');
  return record;
}
