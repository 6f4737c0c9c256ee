import { z } from 'zod';

/** What the template gave a function is not what it needs; names every wrong variable. */
export class EnvironmentUnusable extends Error {
  override readonly name = 'EnvironmentUnusable';
  readonly code = 'environment-unusable';
}

const text = z.string().trim().min(1, 'must not be empty').max(1000, 'must have at most 1000 characters');
const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:[a-z-]+:${service}:`), `must be the ARN of something of ${service}`);

/** Every variable that functions read, as the template sets them. */
const variables = {
  TABLE_NAME: z.string().regex(/^[\w.-]{3,255}$/, 'must be the name of a DynamoDB table'),
  STATE_MACHINE_ARN: arn('states'),
  PEPPER_SECRET_ARN: arn('secretsmanager'),
  EDGE_SECRET_ARN: arn('secretsmanager'),
  EVIDENCE_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  RESIT_ORIGIN: z
    .string()
    .regex(
      /^(https:\/\/[a-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/,
      'must be an https address without a path, such as https://resit.example.edu',
    ),
  RESIT_TIMEZONE: text.refine(isTimeZone, 'must be a time zone of the IANA list, such as Australia/Sydney'),
  RESIT_INSTITUTION: text,
  RESIT_CONTACT_NAME: text,
  /** Empty where the institution has set no colour. */
  RESIT_ACCENT: z.string().regex(/^(#?[0-9a-f]{6})?$/iu, 'must be empty or a colour in six hexadecimal digits'),
  RESIT_CONTACT_ADDRESS: z.email('must be a mail address'),
  MAIL_FROM: z.email('must be a mail address'),
  MAIL_CONFIGURATION_SET: text,
  OIDC_ISSUER: z.url('must be the address of an issuer'),
  OIDC_AUDIENCE: text,
  OIDC_ROLES_CLAIM: text,
  OIDC_ROLE_LECTURER: text,
  OIDC_ROLE_OFFICER: text,
  OIDC_ROLE_ADMINISTRATOR: text,
} as const satisfies Readonly<Record<string, z.ZodType<string, string>>>;

export type Variable = keyof typeof variables;

/** The variables that a function needs. @throws EnvironmentUnusable */
export function readEnvironment<V extends Variable>(
  names: readonly V[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<V, string>> {
  const wrong: string[] = [];
  const found = names.map((name) => {
    const parsed = variables[name].safeParse(environment[name]);
    if (!parsed.success) wrong.push(`${name} ${wordsOf(parsed.error, environment[name])}`);
    return [name, parsed.data];
  });
  if (wrong.length > 0) throw new EnvironmentUnusable(`The function cannot start: ${wrong.join('; ')}.`);
  return Object.fromEntries(found) as Record<V, string>;
}

const wordsOf = (error: z.ZodError, value: string | undefined): string =>
  value === undefined ? 'is not set' : (error.issues[0]?.message ?? 'is wrong');

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
}
