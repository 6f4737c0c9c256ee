import type { Schemas } from '../api/context.tsx';
import { isDate } from '../format/zone.ts';

export type Handling = NonNullable<Schemas['ReportRequest']['handling']>;

/** The report form as it is being filled in: texts as typed. */
export interface Draft {
  studentNumber: string;
  name: string;
  email: string;
  faculty: string;
  title: string;
  unit: string;
  submittedOn: string;
  findingReference: string;
  foundOn: string;
  description: string;
  handling: Handling;
}

export const emptyDraft: Draft = {
  studentNumber: '',
  name: '',
  email: '',
  faculty: '',
  title: '',
  unit: '',
  submittedOn: '',
  findingReference: '',
  foundOn: '',
  description: '',
  handling: 'separate',
};

/** The part of the request that is about the student's work. */
const work = '/work';

/** Where each field stands in the request, as the server's problems point to it. */
export const pointers = {
  studentNumber: '/student/studentNumber',
  name: '/student/name',
  email: '/student/email',
  faculty: '/student/faculty',
  title: `${work}/title`,
  unit: `${work}/unit`,
  submittedOn: `${work}/submittedOn`,
  findingReference: '/finding/reference',
  foundOn: '/finding/foundOn',
  description: '/description',
  handling: '/handling',
} as const satisfies Record<keyof Draft, string>;

export type DraftErrors = Partial<Record<keyof Draft, string>>;

const required: readonly (readonly [keyof Draft, string])[] = [
  ['studentNumber', 'Enter the student number.'],
  ['name', 'Enter the student’s full name.'],
  ['email', 'Enter the student’s email address.'],
  ['title', 'Enter the title of the work.'],
  ['unit', 'Enter the unit code.'],
  ['description', 'Say what was found.'],
];

/** What can be told here already. The server checks everything again. `today` is the institution's date. */
export function checkDraft(draft: Draft, withFinding: boolean, today: string): DraftErrors {
  const errors: DraftErrors = {};
  const fill = withFinding
    ? [
        ...required,
        ['findingReference', 'Enter the reference of the finding.'] as const,
        ['foundOn', 'Enter the date of the finding.'] as const,
      ]
    : required;
  for (const [field, words] of fill) if (!draft[field].trim()) errors[field] = words;
  if (!errors.studentNumber && !/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(draft.studentNumber.trim()))
    errors.studentNumber = 'Use letters, digits, dots, dashes and slashes only.';
  if (!errors.email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(draft.email.trim()))
    errors.email = 'Enter an address like name@example.edu.';
  if (draft.submittedOn && !isDate(draft.submittedOn)) errors.submittedOn = 'Enter a date like 2026/03/28.';
  else if (draft.submittedOn > today) errors.submittedOn = 'This date is in the future.';
  if (withFinding && draft.foundOn) {
    if (!isDate(draft.foundOn)) errors.foundOn = 'Enter a date like 2026/03/28.';
    else if (draft.foundOn > today) errors.foundOn = 'This date is in the future.';
  }
  return errors;
}

/** The request that a draft makes. A lecturer's has no finding and no say in the handling. */
export function requestOf(draft: Draft, withFinding: boolean): Schemas['ReportRequest'] {
  const faculty = draft.faculty.trim();
  return {
    student: {
      studentNumber: draft.studentNumber.trim(),
      name: draft.name.trim(),
      email: draft.email.trim(),
      ...(faculty ? { faculty } : {}),
    },
    work: {
      title: draft.title.trim(),
      unit: draft.unit.trim(),
      ...(draft.submittedOn ? { submittedOn: draft.submittedOn } : {}),
    },
    description: draft.description.trim(),
    ...(withFinding
      ? {
          finding: { reference: draft.findingReference.trim(), foundOn: draft.foundOn },
          handling: draft.handling,
        }
      : {}),
  };
}
