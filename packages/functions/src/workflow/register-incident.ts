import type { Deps } from '@resit/integrity/ports/deps';
import { registerIncident } from '@resit/integrity/use-cases/workflow/register-incident';
import { z } from 'zod';
import { idSchema, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

const event = z.object({
  input: z.object({
    incidentId: idSchema,
    reportedBy: z.object({ sub: z.string().min(1), name: z.string(), roles: z.string() }).exactOptional(),
    report: z.unknown().optional(),
    mailHeldUntil: z.iso.datetime().exactOptional(),
    importId: z.string().min(1).exactOptional(),
  }),
  execution: z.object({ name: z.string().min(1), arn: z.string().min(1), startedAt: z.iso.datetime() }),
});

export const registerIncidentFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(event, ({ input, execution }) => registerIncident(deps, input, execution));
