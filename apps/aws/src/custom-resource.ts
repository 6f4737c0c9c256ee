import { z } from 'zod';

/** An event is no request of CloudFormation's for a custom resource. */
export class UnknownRequest extends Error {
  override readonly name = 'UnknownRequest';
  readonly code = 'unknown-request';
}

/** CloudFormation did not take the answer; it waits until its own timeout. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
  readonly code = 'answer-refused';
}

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});

/** Does the work of a custom resource on creation and update, and answers CloudFormation whatever comes of it. */
export function customResource(
  physicalId: string,
  work: () => Promise<void>,
  put: (url: string, body: string) => Promise<{ ok: boolean; status: number }> = (url, body) =>
    fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(20_000) }),
): (event: unknown) => Promise<void> {
  return async (event) => {
    const parsed = requestSchema.safeParse(event);
    if (!parsed.success) throw new UnknownRequest(parsed.error.issues.map(({ path }) => path.join('.')).join(', '));
    const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId } = parsed.data;
    const failure = RequestType === 'Delete' ? undefined : await failureOf(work);
    const answer = await put(
      ResponseURL,
      JSON.stringify({
        Status: failure === undefined ? 'SUCCESS' : 'FAILED',
        ...(failure === undefined ? {} : { Reason: failure }),
        PhysicalResourceId: physicalId,
        StackId,
        RequestId,
        LogicalResourceId,
      }),
    );
    if (!answer.ok) throw new AnswerRefused(`CloudFormation's address answered ${answer.status}.`);
  };
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1000) : 'unknown';
  }
}
