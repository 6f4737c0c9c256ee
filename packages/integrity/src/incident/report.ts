import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Role } from '../access/caller.ts';
import { type FieldError, InvalidInput } from '../errors.ts';
import type { Finding, StudentDetails, Work } from './incident.ts';

/** What staff say when they report an incident: the body of POST /incident, a row of an import. */
export interface Report {
  student: StudentDetails;
  work: Work;
  /** Asked of officers and administrators; a lecturer's report gets it when an officer confirms it. */
  finding?: Finding;
  description: string;
  /** What officers choose when the student has other incidents; `separate` if absent. */
  handling?: 'separate' | 'straight-to-decision';
}

/** Control characters other than tab and line breaks: they belong in no field, and never in a mail's header. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u2028\u2029]/u;
const LINE_BREAK = /[\t\r\n]/u;

const line = (what: string, lengthMax: number) =>
  z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, `Enter ${what}.`)
    .max(lengthMax, `Use at most ${lengthMax} characters for ${what}.`)
    .refine((text) => !CONTROL.test(text) && !LINE_BREAK.test(text), `Enter ${what} on one line, as plain text.`)
    .transform((text) => text.normalize('NFC'));

const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).year >= 1900;
  } catch {
    return false;
  }
};
const date = (what: string) => {
  const message = `Enter ${what} as a date like 2026-11-30.`;
  return z.string(message).trim().refine(isDate, message);
};

export const studentNumberSchema = line("the student's number", 32).refine(
  (text) => /^[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u.test(text),
  "Use letters, digits, dots, hyphens, slashes and underscores for the student's number.",
);
const badEmail = 'Enter an email address like name@example.edu.';
export const emailSchema = z
  .string("Enter the student's email address.")
  .trim()
  .min(1, "Enter the student's email address.")
  .max(254, badEmail)
  .pipe(z.email({ error: badEmail, pattern: z.regexes.html5Email }));

/** The student's details as they are typed, imported or corrected. */
export const studentDetailsSchema: z.ZodType<StudentDetails> = z.strictObject(
  {
    studentNumber: studentNumberSchema,
    name: line("the student's name", 200),
    email: emailSchema,
    faculty: line("the student's faculty", 200).exactOptional(),
  },
  'Enter who the student is.',
);

/** The finding's reference and date, as an officer records them. */
export const findingSchema: z.ZodType<Finding> = z.strictObject(
  { reference: line('the reference of the finding', 100), foundOn: date('the day of the finding') },
  'Enter the reference and the day of the finding.',
);

const workSchema: z.ZodType<Work> = z.strictObject(
  {
    title: line('the title of the work', 300),
    unit: line('the unit or course', 100),
    submittedOn: date('the day on which the work was submitted').exactOptional(),
  },
  'Enter which work it is about.',
);

const DESCRIPTION_LENGTH_MAX = 10_000;
const descriptionSchema = z
  .string('Describe what was found.')
  .trim()
  .min(1, 'Describe what was found.')
  .max(DESCRIPTION_LENGTH_MAX, `Use at most ${DESCRIPTION_LENGTH_MAX} characters for the description.`)
  .refine((text) => !CONTROL.test(text), 'Describe what was found in plain text.')
  .transform((text) => text.normalize('NFC'));

const reportSchema: z.ZodType<Report> = z.strictObject(
  {
    student: studentDetailsSchema,
    work: workSchema,
    finding: findingSchema.exactOptional(),
    description: descriptionSchema,
    handling: z.enum(['separate', 'straight-to-decision'], 'Choose separate or straight-to-decision.').exactOptional(),
  },
  'Send a report as a JSON object.',
);

/** A lecturer's report waits for an officer; one by anybody with a higher role does not. */
export const needsConfirmation = (roles: readonly Role[]): boolean =>
  !roles.includes('officer') && !roles.includes('administrator');

/**
 * Reads a report by somebody with these roles. Lecturers may not record the finding nor choose the handling; for others
 * the finding is required.
 * @throws InvalidInput naming every wrong field
 */
export function parseReport(input: unknown, roles: readonly Role[]): Report {
  const parsed = reportSchema.safeParse(input);
  const errors = parsed.success ? [] : fieldErrors(parsed.error, input);
  const given = (field: string) => typeof input === 'object' && input !== null && Object.hasOwn(input, field);
  if (needsConfirmation(roles)) {
    for (const [field, message] of [
      ['finding', 'Leave the finding out: an officer records it.'],
      ['handling', 'Leave the handling out: an officer chooses it.'],
    ] as const) {
      if (given(field)) errors.push({ pointer: `/${field}`, code: 'not-allowed', message });
    }
  } else if (!given('finding')) {
    errors.push({
      pointer: '/finding',
      code: 'required',
      message: 'Enter the reference and the day of the finding.',
    });
  }
  if (!parsed.success || errors.length > 0) throw new InvalidInput(errors);
  return parsed.data;
}

/** Every issue of a failed parse of `input` as an error of one field, with JSON pointers into it. */
export function fieldErrors(error: z.ZodError, input: unknown): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointer([...issue.path, key]),
        code: 'unknown-field',
        message: 'There is no such field.',
      }));
    }
    const code = valueAt(input, issue.path) === undefined ? 'required' : (codes[issue.code] ?? 'invalid');
    return [{ pointer: pointer(issue.path), code, message: issue.message }];
  });
}

const codes: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  too_big: 'too-long',
  too_small: 'required',
  invalid_value: 'not-one-of',
};

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
