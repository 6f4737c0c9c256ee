import { isIPv4, isIPv6 } from 'node:net';
import { roles } from '@resit/integrity/access/caller';
import { z } from 'zod';

/** How a setting's text becomes its value; the messages say what to write instead. */

export const text = (max = 200) =>
  z.string().trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`);

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,12}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const positiveNumber = (max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/, `must be a number above 0 and up to ${max}`)
    .transform(Number)
    .refine((value) => value > 0 && value <= max, `must be a number above 0 and up to ${max}`);

export const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export const origin = z
  .string()
  .trim()
  .transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const usualPort = url?.protocol === 'https:' ? /:443$/u : /:80$/u;
    const plain = url !== undefined && value.replace(/\/$/, '').toLowerCase().replace(usualPort, '') === url.origin;
    if (url === undefined || !plain || !['http:', 'https:'].includes(url.protocol)) {
      context.addIssue('must be a scheme, a host and perhaps a port, such as https://resit.example.edu');
      return z.NEVER;
    }
    if (url.protocol === 'http:' && !loopbackHosts.has(url.hostname)) {
      context.addIssue('must begin with https:// unless its host is localhost');
      return z.NEVER;
    }
    return url.origin;
  });

export const timeZone = z
  .string()
  .trim()
  .refine((value) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined;
    } catch {
      return false;
    }
  }, 'must be a time zone of the IANA list, such as Australia/Sydney');

export const mailAddress = z
  .string()
  .trim()
  .regex(/^[^\s@<>",]+@[^\s@<>",]+$/, 'must be a mail address, such as integrity@example.edu');

/** Written with or without its #, which begins a comment in a `.env`. */
export const colour = z
  .string()
  .trim()
  .regex(/^#?[0-9a-f]{6}$/iu, 'must be a colour in six hexadecimal digits, such as 0b5a63')
  .transform((digits) => `#${digits.replace('#', '').toLowerCase()}`);

/** An issuer says whose keys are trusted: nobody between may answer for it. */
export const issuerUrl = z
  .string()
  .trim()
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.has(url.hostname));
  }, 'must be an https address');

export const smtpUrl = z
  .string()
  .trim()
  .refine(
    (value) =>
      URL.canParse(value) && ['smtp:', 'smtps:'].includes(new URL(value).protocol) && new URL(value).hostname !== '',
    'must be an address such as smtp://user:password@mail.example.edu:587 (or smtps:// for TLS from the first byte)',
  );

/** Spans hold ids and nothing of anybody; a collector is often a neighbour without TLS. */
export const collectorUrl = z
  .string()
  .trim()
  .transform((value, context) => {
    const refuse = (message: string) => {
      context.addIssue(message);
      return z.NEVER;
    };
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol))
      return refuse('must be an http or https address, such as http://localhost:4318');
    if (url.username !== '' || url.password !== '')
      return refuse('must hold no user name or password; what the collector asks for is OTEL_EXPORTER_OTLP_HEADERS');
    if (/[?#]/u.test(value)) return refuse('must end with its path, without ? or #');
    if (/\/v1\/traces\/?$/u.test(url.pathname)) return refuse('must be without /v1/traces, which is added to it');
    return url.href.replace(/\/+$/u, '');
  });

/** What says how a request is sent, and is not for others to say. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/** Source: OpenTelemetry, OTLP exporter configuration, "Specifying headers via environment variables". */
export const headerPairs = z
  .string()
  .trim()
  .transform((value, context) => {
    const headers: Record<string, string> = {};
    for (const pair of value.split(',').filter((one) => one.trim() !== '')) {
      const equals = pair.indexOf('=');
      const name = decoded(pair.slice(0, Math.max(0, equals)))?.toLowerCase() ?? '';
      const content = decoded(pair.slice(equals + 1));
      if (!/^[\w!#$%&'*+.^`|~-]+$/u.test(name) || content === undefined || !/^[\x20-\x7e]+$/u.test(content)) {
        context.addIssue(
          'must be pairs such as api-key=secret,x-scope=office, each a header’s name and value, percent-encoded where they hold a comma, a percent sign or anything beyond ASCII',
        );
        return z.NEVER;
      }
      if (ownHeaders.has(name)) {
        context.addIssue(`must not name ${name}, which belongs to how spans are sent`);
        return z.NEVER;
      }
      headers[name] = content;
    }
    return headers;
  });

/** Undefined for what is not percent-encoded rightly. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

/** Proxies by address or by network in CIDR form; names of machines would have to be looked up at every request. */
export const proxies = z
  .string()
  .trim()
  .transform((value, context) => {
    const list = value.split(/[\s,]+/).filter((entry) => entry !== '');
    for (const entry of list) {
      const [address = '', bits, ...more] = entry.split('/');
      const bitsMax = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
      const isNetwork = bits === undefined ? bitsMax > 0 : /^\d{1,3}$/u.test(bits) && Number(bits) <= bitsMax;
      if (entry !== 'loopback' && (!isNetwork || more.length > 0)) {
        context.addIssue(`'${entry}' is neither an address, nor a network such as 10.0.0.0/8, nor the word loopback`);
        return z.NEVER;
      }
    }
    return list;
  });

/** `name=value` pairs, comma-separated. */
/** The issuer's names by ours, such as `officer=integrity-office`. */
export const rolePairs = z
  .string()
  .trim()
  .transform((value, context) => {
    const entries = value
      .split(',')
      .map((pair) => pair.split('=').map((part) => part.trim()))
      .filter((pair) => pair.join('') !== '');
    if (entries.some((pair) => pair.length !== 2 || pair.includes(''))) {
      context.addIssue('must be pairs such as officer=integrity-office,lecturer=academic-staff');
      return z.NEVER;
    }
    const unknown = entries.find(([name]) => !roles.some((role) => role === name));
    if (unknown) {
      context.addIssue(`must name roles among ${roles.join(', ')} before each equals sign`);
      return z.NEVER;
    }
    return Object.fromEntries(entries) as Record<string, string>;
  });
