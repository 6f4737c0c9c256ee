import { z } from 'zod';
import {
  collectorUrl,
  colour,
  headerPairs,
  issuerUrl,
  loopbackHosts,
  mailAddress,
  origin,
  positiveNumber,
  proxies,
  rolePairs,
  smtpUrl,
  text,
  timeZone,
  wholeNumber,
} from './schemas.ts';

/** One setting: its name in the environment, what it means, and how its text becomes a value. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly schema: z.ZodType<unknown, string>;
  /** Text that holds when nothing is set; may follow from settings above it. Without one the setting may stay unset. */
  readonly fallback?: string | ((above: Readonly<Record<string, unknown>>) => string | undefined);
  /** Never printed. */
  readonly secret?: true;
  /** The setting without which this one has no effect. */
  readonly belongsTo?: 'smtpUrl' | 'oidcIssuer' | 'otlpEndpoint';
}

/** Every setting there is. A default may look at those above it. */
export const settingsTable = {
  port: { name: 'PORT', meaning: 'Port to listen on', schema: wholeNumber(1, 65_535), fallback: '8080' },
  dataFolder: {
    name: 'RESIT_DATA',
    meaning: 'Folder that holds everything: database files, evidence, keys',
    schema: text(1000),
    fallback: './data',
  },
  origin: {
    name: 'RESIT_ORIGIN',
    meaning:
      'Address under which people reach Resit; all links are built from it, requests for other hosts are refused',
    schema: origin,
    fallback: (above) => `http://localhost:${above.port}`,
  },
  host: {
    name: 'RESIT_HOST',
    meaning: 'Network address to listen on; anything but loopback needs an https origin',
    schema: text(),
    fallback: (above) => (String(above.origin).startsWith('https://') ? '0.0.0.0' : '127.0.0.1'),
  },
  trustedProxies: {
    name: 'RESIT_TRUSTED_PROXIES',
    meaning: 'Proxies whose X-Forwarded-For is believed: addresses, networks (10.0.0.0/8) or the word loopback',
    schema: proxies,
    fallback: '',
  },
  timeZone: {
    name: 'RESIT_TIMEZONE',
    meaning: "The institution's time zone: deadlines fall at 23:59 there",
    schema: timeZone,
    fallback: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  institution: {
    name: 'RESIT_INSTITUTION',
    meaning: 'Name of the institution, as students read it',
    schema: text(),
    fallback: 'Your university',
  },
  contactName: {
    name: 'RESIT_CONTACT_NAME',
    meaning: 'Whom students are told to ask',
    schema: text(),
    fallback: 'Academic Integrity Office',
  },
  contactAddress: {
    name: 'RESIT_CONTACT_ADDRESS',
    meaning: 'Mail address of that office; answers to mails go there',
    schema: mailAddress,
    fallback: 'integrity@example.edu',
  },
  accent: {
    name: 'RESIT_ACCENT',
    meaning: "The institution's colour on students' pages, such as 0b5a63; made darker or lighter until it can be read",
    schema: colour,
  },
  smtpUrl: {
    name: 'RESIT_SMTP_URL',
    meaning: 'Mail server; without one, mail stays in the outbox where administrators read it (trial)',
    schema: smtpUrl,
    secret: true,
  },
  mailFrom: {
    name: 'RESIT_MAIL_FROM',
    belongsTo: 'smtpUrl',
    meaning: 'Sender address of mails',
    schema: mailAddress,
    fallback: (above) => String(above.contactAddress),
  },
  oidcIssuer: {
    name: 'RESIT_OIDC_ISSUER',
    meaning: 'OpenID Connect issuer that staff sign in with; without one, Resit keeps staff accounts itself',
    schema: issuerUrl,
  },
  oidcClientId: {
    name: 'RESIT_OIDC_CLIENT_ID',
    belongsTo: 'oidcIssuer',
    meaning: 'Client id of the Admin site at that issuer',
    schema: text(),
    fallback: 'resit-admin',
  },
  oidcAudience: {
    name: 'RESIT_OIDC_AUDIENCE',
    belongsTo: 'oidcIssuer',
    meaning: 'Audience that access tokens of that issuer must be for',
    schema: text(1000),
    fallback: (above) => `${above.origin}/api`,
  },
  oidcScope: {
    name: 'RESIT_OIDC_SCOPE',
    belongsTo: 'oidcIssuer',
    meaning: 'Scopes that the Admin site asks that issuer for',
    schema: text(1000),
    fallback: 'openid profile',
  },
  oidcRolesClaim: {
    name: 'RESIT_OIDC_ROLES_CLAIM',
    belongsTo: 'oidcIssuer',
    meaning: 'Claim of the access token that holds the roles; a dot steps into an object',
    schema: text(),
    fallback: 'roles',
  },
  oidcRoles: {
    name: 'RESIT_OIDC_ROLES',
    belongsTo: 'oidcIssuer',
    meaning: "The issuer's names for Resit's roles, such as officer=integrity-office,lecturer=academic-staff",
    schema: rolePairs,
    fallback: '',
  },
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    meaning:
      'OpenTelemetry collector that gets the traces too, by OTLP over HTTP: its address without /v1/traces, such as http://localhost:4318',
    schema: collectorUrl,
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    belongsTo: 'otlpEndpoint',
    meaning: 'Headers that the collector asks for, such as a key: name=value, comma-separated, percent-encoded',
    schema: headerPairs,
    secret: true,
  },
  serviceName: {
    name: 'OTEL_SERVICE_NAME',
    belongsTo: 'otlpEndpoint',
    meaning: 'What this installation is called among the services of that collector',
    schema: text(),
    fallback: 'resit',
  },
  clockSpeed: {
    name: 'RESIT_CLOCK_SPEED',
    meaning: "How many times faster than real time the workflow's days pass, for trying out; not together with SMTP",
    schema: positiveNumber(1_000_000),
    fallback: '1',
  },
  requestsPerMinute: {
    name: 'RESIT_REQUESTS_PER_MINUTE',
    meaning: 'Requests that one network address may make in a minute, in a steady stream (a campus may share one)',
    schema: wholeNumber(60, 10_000_000),
    fallback: '6000',
  },
  logLevel: {
    name: 'RESIT_LOG_LEVEL',
    meaning: 'How much is logged: fatal, error, warn, info, debug, trace or silent',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: () => (process.stderr.isTTY ? 'warn' : 'info'),
  },
} as const satisfies Record<string, Setting>;

type Table = typeof settingsTable;
export type SettingKey = keyof Table;
type Value<S extends Setting> = S extends { fallback: unknown }
  ? z.output<S['schema']>
  : z.output<S['schema']> | undefined;

/** All settings, checked. */
export type Settings = { readonly [K in SettingKey]: Value<Table[K]> };

/** What has to hold between settings: the setting to blame and what to do about it. */
export function contradictions(settings: Settings): { name: string; message: string }[] {
  const found: { name: string; message: string }[] = [];
  const https = settings.origin.startsWith('https://');
  if (!https && !loopbackHosts.has(settings.host))
    found.push({
      name: settingsTable.host.name,
      message: `must stay on loopback (127.0.0.1) until RESIT_ORIGIN is an https address; it is ${settings.origin}`,
    });
  if (settings.smtpUrl !== undefined && settings.clockSpeed !== 1)
    found.push({
      name: settingsTable.clockSpeed.name,
      message: 'cannot be used together with RESIT_SMTP_URL: real people would get mails with made-up deadlines',
    });
  if (settings.smtpUrl !== undefined && settings.contactAddress === settingsTable.contactAddress.fallback)
    found.push({
      name: settingsTable.contactAddress.name,
      message: 'must be set when RESIT_SMTP_URL is: students answer to this address',
    });
  return found;
}
