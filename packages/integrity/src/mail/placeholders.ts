import type { MailTemplate } from './mail.ts';

/** What every template may name: filled from the institution's settings, the incident and the recipient. */
const common = ['name', 'reference', 'institution', 'contactName', 'contactAddress'] as const;
export type CommonPlaceholder = (typeof common)[number];

/** What else each template may name. `link` alone may stand where a link leads. */
const own = {
  invitation: ['deadline', 'deadlineDay', 'link', 'attempt', 'attemptsAllowed', 'timeLimit'],
  reminder: ['deadline', 'deadlineDay', 'link'],
  code: ['code', 'minutes'],
  'request-received': ['deadline', 'link'],
  'request-answered': ['outcome', 'answer', 'deadline', 'link'],
  result: ['score', 'passMark', 'whatNext', 'topics', 'link'],
  resolved: ['link'],
  'administrative-action': ['because'],
  decision: ['outcome', 'penalty', 'appeal'],
  withdrawn: [],
  extension: ['deadline', 'deadlineDay', 'because', 'link'],
  'report-answered': ['outcome', 'whatNext', 'link'],
  'officer-notice': ['task', 'what', 'since', 'link'],
} as const satisfies Record<MailTemplate, readonly string[]>;

export type OwnPlaceholder<T extends MailTemplate> = (typeof own)[T][number];
/** Values that a use case gives for a template; the common ones are added. */
export type MailValues<T extends MailTemplate> = Readonly<Record<OwnPlaceholder<T>, string>>;

/** Every placeholder that a template may name. */
export const placeholdersOf = (template: MailTemplate): readonly string[] => [...common, ...own[template]];

/** The placeholder that may be a link's target. */
export const LINK_PLACEHOLDER = 'link';

/** Made-up values, to preview a template with. */
export const previewValues: Readonly<Record<string, string>> = {
  name: "Siobhán O'Brien",
  reference: '7K3M9-QXD2T',
  institution: 'University of Examples',
  contactName: 'Academic Integrity Office',
  contactAddress: 'integrity@example.edu',
  deadline: 'Friday 11 December 2026, 23:59 Sydney time',
  deadlineDay: '11 December',
  link: 'https://resit.example.edu/exam/example',
  attempt: '1',
  attemptsAllowed: '3',
  timeLimit: 'Once you start, you have 60 minutes.',
  code: '123456',
  minutes: '10',
  outcome: 'This is where the outcome stands.',
  answer: 'This is where the answer stands, in the words of an officer.',
  score: '65',
  passMark: '70',
  whatNext: 'We will send you the date of your next attempt.',
  topics: 'What to study: Quoting, Reference lists.',
  because: 'This is where the reason stands.',
  penalty: 'This is where the penalty stands.',
  appeal: 'You can appeal until Friday 18 December 2026, 23:59 Sydney time. To appeal, answer this mail.',
  task: 'Please decide this week',
  what: 'it waits for your decision.',
  since: 'Monday 30 November 2026',
};
