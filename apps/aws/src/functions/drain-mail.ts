import { SESv2Client } from '@aws-sdk/client-sesv2';
import { drainMail } from '@resit/integrity/use-cases/drains/drain-mail';
import { openDeps } from '../deps.ts';
import { readEnvironment } from '../environment.ts';
import { log } from '../function-log.ts';
import { sesTransport } from '../mail/ses-transport.ts';
import { traced } from '../tracing/tracing.ts';

const deps = openDeps();
const environment = readEnvironment(['MAIL_FROM', 'MAIL_CONFIGURATION_SET']);
const transport = sesTransport({
  client: new SESv2Client({}),
  from: { name: deps.institution.contactName, address: environment.MAIL_FROM },
  configurationSet: environment.MAIL_CONFIGURATION_SET,
});

/** Called by the table's stream when a mail is written, and every minute for those that fall due. */
export const handler = traced(async (): Promise<void> => {
  const { accepted, bounced, queued } = await drainMail(deps, transport, { shared: true });
  if (accepted + bounced > 0) log.info('mail sent', { count: accepted });
  if (bounced > 0) log.warn('mail refused', { count: bounced });
  if (queued > 0) log.warn('mail put off', { count: queued });
});
