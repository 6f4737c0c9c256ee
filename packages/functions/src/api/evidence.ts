import { InvalidInput } from '@resit/integrity/errors';
import type { EvidenceStore } from '@resit/integrity/ports/evidence-store';
import { addEvidence, readEvidence, removeEvidence } from '@resit/integrity/use-cases/staff/evidence';
import { z } from 'zod';
import { actionInput } from './action-input.ts';
import { currentIncident } from './incident-reply.ts';
import { type ApiDeps, bodyOf, pathOf, type Route, textField, whyField } from './route.ts';

const addSchema = z.strictObject({
  name: z.string("Send the file's name.").min(1, "Send the file's name.").max(1000, 'Use a shorter name.'),
  content: z.string('Send the file in base64.').min(1, 'The file is empty.'),
});
const removeSchema = z.strictObject({ evidenceId: textField('which file', 100), why: whyField });

/** @throws InvalidInput */
function bytesOf(base64: string): Uint8Array {
  const content = Buffer.from(base64, 'base64');
  // Node passes over what is no base64; what comes out as something else was none.
  if (content.toString('base64') === base64) return content;
  throw new InvalidInput([{ pointer: '/content', code: 'not-base64', message: 'Send the file in base64.' }]);
}

/** What operations on evidence act through. */
export interface EvidenceApiDeps extends ApiDeps {
  evidence: EvidenceStore;
}

/** What the evidence function serves. */
export const evidenceRoutes: readonly Route<EvidenceApiDeps>[] = [
  {
    operation: 'addEvidence',
    at: 'POST /incident/{incidentId}/evidence',
    async handle(deps, request) {
      const { name, content } = bodyOf(addSchema, request);
      await addEvidence(deps, { ...actionInput(request), name, content: bytesOf(content) });
      return currentIncident(deps, request);
    },
  },
  {
    operation: 'getEvidence',
    at: 'GET /incident/{incidentId}/evidence/{evidenceId}',
    async handle(deps, request) {
      const ids = { incidentId: pathOf(request, 'incidentId'), evidenceId: pathOf(request, 'evidenceId') };
      const { record, content } = await readEvidence(deps, { caller: request.caller, ...ids });
      return { body: undefined, file: { name: record.name, content } };
    },
  },
  {
    operation: 'removeEvidence',
    at: 'POST /incident/{incidentId}/remove-evidence',
    async handle(deps, request) {
      await removeEvidence(deps, { ...actionInput(request), ...bodyOf(removeSchema, request) });
      return currentIncident(deps, request);
    },
  },
];
