import { spansAddress } from '@resit/functions/hosting/tracing/span-export';
import type { Settings } from '../settings/table.ts';
import { type CollectorSettings, collectorOf } from './collector.ts';

type Outside = Pick<Settings, 'smtpUrl' | 'contactName' | 'mailFrom' | 'oidcIssuer'>;

const ANSWER_MS = 10_000;
/** Of somebody who waits to the end. */
const never = new AbortController().signal;

/** What is wrong with the mail server that is set, and what to do; undefined: it takes our sign-in, or none is set. */
export async function mailServerFault({ smtpUrl, contactName, mailFrom }: Outside): Promise<string | undefined> {
  if (smtpUrl === undefined) return undefined;
  const { smtpTransport } = await import('../mail/smtp-transport.ts');
  const transport = smtpTransport({ url: smtpUrl, from: { name: contactName, address: mailFrom } });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return `the mail server cannot be used: ${(error as Error).message}. Mail waits in the outbox until it can; check RESIT_SMTP_URL`;
  } finally {
    transport.close();
  }
}

/**
 * What is wrong with the issuer that is set, and what to do; undefined: it answers, or staff sign in here, or nobody wants
 * to know any more.
 */
export async function issuerFault({ oidcIssuer }: Outside, enough: AbortSignal = never): Promise<string | undefined> {
  if (oidcIssuer === undefined) return undefined;
  const document = `${oidcIssuer.replace(/\/$/u, '')}/.well-known/openid-configuration`;
  const follows = 'Nobody of the staff can sign in until it does; check RESIT_OIDC_ISSUER';
  try {
    const answer = await fetch(document, { signal: AbortSignal.any([enough, AbortSignal.timeout(ANSWER_MS)]) });
    if (!answer.ok)
      return `the issuer answers ${answer.status} at ${document} and not with its description. ${follows}`;
    await answer.json();
    return undefined;
  } catch (error) {
    if (enough.aborted) return undefined;
    if (error instanceof SyntaxError)
      return `the issuer does not answer with its description at ${document}. ${follows}`;
    return `the issuer does not answer at ${document}. ${follows}`;
  }
}

/**
 * What is wrong with the collector that is set, and what to do; undefined: it takes what we send, or none is set, or
 * nobody wants to know any more.
 */
export async function collectorFault(
  settings: CollectorSettings,
  enough: AbortSignal = never,
): Promise<string | undefined> {
  const collector = collectorOf(settings);
  if (!collector) return undefined;
  const address = spansAddress(collector);
  const follows = 'Traces are kept here alone until it takes them';
  try {
    // A request for no spans is an empty one.
    const { ok, status } = await fetch(address, {
      method: 'POST',
      headers: { ...collector.headers, 'content-type': 'application/x-protobuf' },
      redirect: 'manual',
      signal: AbortSignal.any([enough, AbortSignal.timeout(ANSWER_MS)]),
    });
    if (ok) return undefined;
    const which = status === 401 || status === 403 ? 'OTEL_EXPORTER_OTLP_HEADERS' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
    return `the collector answers ${status} at ${address}. ${follows}; check ${which}`;
  } catch {
    if (enough.aborted) return undefined;
    return `the collector does not answer at ${address}. ${follows}; check OTEL_EXPORTER_OTLP_ENDPOINT (OTLP over HTTP, whose usual port is 4318)`;
  }
}
