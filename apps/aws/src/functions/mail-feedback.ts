import { openDeps } from '../deps.ts';
import { log } from '../function-log.ts';
import { recordFeedback } from '../mail/ses-feedback.ts';
import { traced } from '../tracing/tracing.ts';

const deps = openDeps();

/** Called by the topic to which SES publishes bounces and complaints. */
export const handler = traced(async (event: unknown): Promise<void> => {
  const { bounced, complained, unknown } = await recordFeedback(deps, event);
  for (const mailId of bounced) log.warn('mail bounced', { mailId });
  for (const mailId of complained) log.warn('mail complained of', { mailId });
  if (unknown.length > 0) log.warn('feedback about unknown mail', { count: unknown.length });
});
