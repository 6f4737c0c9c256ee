import { InvalidInput } from '@resit/integrity/errors';
import { z } from 'zod';

/** A Lambda function of the workflow: takes the state's payload, gives its result, throws to fail the state. */
export type WorkflowFunction = (event: unknown) => Promise<unknown>;

/** An error under the name by which the definition's Retry and Catch know it. */
class NamedError extends Error {
  constructor(name: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** The event is not what the definition sends: definition and functions do not belong together. Names fields, not values. */
class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  readonly code = 'invalid-event';
  constructor(error: z.ZodError) {
    super(error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; '));
  }
}

/** A function that reads its event by a schema, and fails with errors that carry a name of their own. */
export function workflowFunction<E>(schema: z.ZodType<E>, run: (event: E) => Promise<unknown>): WorkflowFunction {
  return async (event) => {
    const parsed = schema.safeParse(event);
    if (!parsed.success) throw new InvalidEvent(parsed.error);
    try {
      return await run(parsed.data);
    } catch (error) {
      throw named(error);
    }
  };
}

/** Lambda reports an error by its `name`; ours have a `code`, of which the name is made where there is none. */
function named(error: unknown): unknown {
  if (error instanceof InvalidInput) {
    const fields = error.errors.map(({ pointer, code }) => `${pointer} ${code}`).join(', ');
    return new NamedError('InvalidInput', `${error.message} ${fields}`, error);
  }
  if (!(error instanceof Error) || error.name !== 'Error' || !('code' in error)) return error;
  return new NamedError(pascalCase(String(error.code)), error.message, error);
}

const pascalCase = (code: string): string =>
  code.replace(/(^|-)([a-z])/g, (_match, _hyphen, letter: string) => letter.toUpperCase());

export const idSchema = z.string().min(1).max(80);

/** The payload of a function that waits for a callback: ids, which entry of its state calls, and the task token. */
export const waitingEvent = <I extends z.ZodRawShape>(ids: I) =>
  z.object({
    input: z.object({ ...ids, enteredAt: z.iso.datetime(), retryCount: z.int().min(0) }),
    TaskToken: z.string().min(1).max(2048),
  });

/** The event of a function that acts on an incident and waits for nobody. */
export const incidentEvent = z.object({ incidentId: idSchema });
