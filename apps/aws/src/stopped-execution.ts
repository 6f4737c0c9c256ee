import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { StoppedExecution } from '@resit/integrity/use-cases/workflow/mark-stopped';
import { z } from 'zod';

/** An event is not a status change of an execution. Names fields, not values. */
export class UnknownStatusChange extends Error {
  override readonly name = 'UnknownStatusChange';
  readonly code = 'unknown-status-change';
}

/** The detail of `Step Functions Execution Status Change`; input and cause are left out of it when they are large. */
const changeSchema = z.object({
  detail: z.object({
    executionArn: z.string().min(1),
    name: z.string().min(1),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    startDate: z.number(),
    input: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/** The execution that a status change tells of. @throws UnknownStatusChange */
export async function stoppedExecution(event: unknown, sfn: Pick<SFNClient, 'send'>): Promise<StoppedExecution> {
  const parsed = changeSchema.safeParse(event);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    throw new UnknownStatusChange(names.join('; '));
  }
  const { executionArn, name, status, startDate, ...told } = parsed.data.detail;
  const { input, error, cause } =
    typeof told.input === 'string' && typeof told.error === 'string'
      ? told
      : await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    executionArn,
    name,
    status,
    startedAt: new Date(startDate).toISOString(),
    input: input ?? '',
    ...(error ? { error } : {}),
    ...(cause ? { cause } : {}),
  };
}
