import { Marked, type Token, type Tokens } from 'marked';
import type { FieldError } from '../errors.ts';
import { type MailTemplate, mailTemplates } from './mail.ts';
import { LINK_PLACEHOLDER, placeholdersOf } from './placeholders.ts';

/** A template as people write it: a subject line and a body in Markdown, with `{{placeholders}}` and no logic. */
export interface TemplateSource {
  subject: string;
  body: string;
}
/** The templates that Resit comes with; administrators' versions in the repository go before them. */
export type Templates = Readonly<Record<MailTemplate, TemplateSource>>;

/** Fixed text, or a place for a value. */
export type Part = string | { readonly placeholder: string };
/** One paragraph, list or heading of the body in both forms. */
interface Block {
  readonly text: readonly Part[];
  readonly html: readonly Part[];
}
/** A template ready for values: reading Markdown happens once, filling in is joining strings. */
export interface CompiledTemplate {
  readonly subject: readonly Part[];
  readonly blocks: readonly Block[];
}

/** A template that cannot be used; says what to mend and in which field. */
export class TemplateInvalid extends Error {
  readonly code = 'template-invalid';
  readonly errors: readonly FieldError[];
  constructor(name: string, errors: readonly FieldError[]) {
    super(`The mail template ${name} cannot be used: ${errors.map((error) => error.message).join(' ')}`);
    this.errors = errors;
  }
}

/**
 * Reads a template file: front matter with the subject, then the body.
 * @throws TemplateInvalid
 */
export function parseTemplateFile(name: MailTemplate, file: string): TemplateSource {
  const match = /^---\r?\nsubject:[ \t]*(?<subject>[^\r\n]*)\r?\n---\r?\n(?<body>[\s\S]*)$/.exec(file);
  if (!match?.groups) {
    throw new TemplateInvalid(name, [
      { pointer: '/subject', code: 'required', message: 'It must begin with three lines: ---, subject: …, ---.' },
    ]);
  }
  const source = { subject: match.groups.subject?.trim() ?? '', body: match.groups.body?.trim() ?? '' };
  const errors = checkTemplate(name, source);
  if (errors.length > 0) throw new TemplateInvalid(name, errors);
  return source;
}

/**
 * Reads all template files, by their names without `.md`.
 * @throws TemplateInvalid if one is missing or cannot be used
 */
export function parseTemplateFiles(files: Readonly<Record<string, string>>): Templates {
  return Object.fromEntries(
    mailTemplates.map((name) => {
      const file = files[name];
      if (file === undefined) {
        throw new TemplateInvalid(name, [{ pointer: '', code: 'required', message: 'There is no such file.' }]);
      }
      return [name, parseTemplateFile(name, file)];
    }),
  ) as Record<MailTemplate, TemplateSource>;
}

const SUBJECT_LENGTH_MAX = 200;
const BODY_LENGTH_MAX = 20_000;

const way = { placeholder: 'link', why: 'the student finds the exam by it' };
const day = { placeholder: 'deadline', why: 'the student has to know by when' };
/** What a mail is for, and may not be without. */
const needed: { readonly [T in MailTemplate]?: readonly { placeholder: string; why: string }[] } = {
  invitation: [way, day],
  reminder: [way, day],
  extension: [way, day],
  code: [{ placeholder: 'code', why: 'nobody can go in without it' }],
  'request-answered': [
    { placeholder: 'outcome', why: 'it says what was decided' },
    { placeholder: 'answer', why: 'these are the words of the officer who answers' },
  ],
  resolved: [{ placeholder: 'link', why: 'the student gets the certificate by it' }],
  decision: [
    { placeholder: 'outcome', why: 'it says what was decided' },
    { placeholder: 'penalty', why: 'the student has to know what follows' },
    { placeholder: 'appeal', why: 'the student has to know how to appeal and by when' },
  ],
  'report-answered': [{ placeholder: 'outcome', why: 'it says what became of the report' }],
  'officer-notice': [{ placeholder: 'link', why: 'officers find the incident by it' }],
};

/** What is wrong with a template, by field; none: it can be used. */
export function checkTemplate(name: MailTemplate, source: TemplateSource): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: keyof TemplateSource, code: string, message: string): void => {
    errors.push({ pointer: `/${field}`, code, message });
  };
  if (source.subject.trim() === '') wrong('subject', 'required', 'Enter a subject.');
  if (source.subject.length > SUBJECT_LENGTH_MAX)
    wrong('subject', 'too-long', `Use at most ${SUBJECT_LENGTH_MAX} characters for the subject.`);
  if (/[\r\n]/.test(source.subject)) wrong('subject', 'invalid', 'Enter the subject on one line.');
  if (source.body.trim() === '') wrong('body', 'required', 'Enter the text of the mail.');
  if (source.body.length > BODY_LENGTH_MAX)
    wrong('body', 'too-long', `Use at most ${BODY_LENGTH_MAX} characters for the text.`);
  const allowed = placeholdersOf(name);
  for (const field of ['subject', 'body'] as const) {
    for (const placeholder of new Set(placeholdersIn(source[field]))) {
      if (!allowed.includes(placeholder)) {
        const list = allowed.map((each) => `{{${each}}}`).join(', ');
        wrong(field, 'unknown-placeholder', `There is no {{${placeholder}}} in this mail. There are ${list}.`);
      }
    }
    if (/\{\{|\}\}/.test(source[field].replace(PLACEHOLDER, '')))
      wrong(field, 'invalid', 'Every {{ needs the name of a placeholder and }} after it.');
  }
  const said = placeholdersIn(source.body);
  for (const { placeholder, why } of needed[name] ?? [])
    if (!said.includes(placeholder)) wrong('body', 'required', `Put {{${placeholder}}} in the text: ${why}.`);
  if (placeholdersIn(source.subject).includes('code'))
    wrong('subject', 'not-allowed', 'Leave the code out of the subject: subjects show on locked screens.');
  if (MARKER.test(source.body)) wrong('body', 'invalid', 'The text holds a word that is kept for our own use.');
  if (errors.length === 0) {
    for (const target of linkTargets(source.body)) {
      if (!isGoodTarget(target))
        wrong('body', 'bad-link', 'A link leads to {{link}}, or to an address that begins with https: or mailto:.');
    }
  }
  return errors;
}

const PLACEHOLDER = /\{\{\s*([A-Za-z]+)\s*\}\}/g;
const placeholdersIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');

// While Markdown is read a placeholder is one plain word: no Markdown in it, and no change to it in a link's target.
const MARKER = /zqx([A-Za-z]+)xqz/;
const toMarkers = (body: string): string => body.replace(PLACEHOLDER, 'zqx$1xqz');
const toParts = (text: string): Part[] =>
  text
    .split(new RegExp(MARKER, 'g'))
    .map((part, index): Part => (index % 2 === 0 ? part : { placeholder: part }))
    .filter((part) => part !== '');

const isGoodTarget = (href: string): boolean =>
  MARKER.test(href) ? href === `zqx${LINK_PLACEHOLDER}xqz` : /^(https:|mailto:)/i.test(href);

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const markdown = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      return `<a href="${escapeHtml(href)}">${this.parser.parseInline(tokens)}</a>`;
    },
  },
});

function linkTargets(body: string): string[] {
  const targets: string[] = [];
  markdown.walkTokens(markdown.lexer(toMarkers(body)), (token) => {
    if (token.type === 'link') targets.push((token as Tokens.Link).href);
  });
  return targets;
}

/** Reads a template that {@link checkTemplate} found nothing wrong with. */
export function compileTemplate(source: TemplateSource): CompiledTemplate {
  const tokens = markdown.lexer(toMarkers(source.body));
  const blocks = tokens
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map((token) => ({
      text: toParts(blockText(token).trimEnd()),
      html: toParts(markdown.parser([token]).trimEnd()),
    }));
  return { subject: toParts(toMarkers(source.subject)), blocks };
}

const isOf = <T extends Token>(token: Token, type: T['type']): token is T => token.type === type;

/** A block as plain text. */
function blockText(token: Token): string {
  if (isOf<Tokens.List>(token, 'list')) {
    return token.items
      .map((item, index) => {
        const bullet = token.ordered ? `${Number(token.start || 1) + index}.` : '-';
        return `${bullet} ${item.tokens.map(blockText).join('\n').trimEnd().replaceAll('\n', '\n  ')}`;
      })
      .join('\n');
  }
  if (isOf<Tokens.Blockquote>(token, 'blockquote')) {
    return token.tokens.map(blockText).join('\n').trimEnd().replace(/^/gm, '> ');
  }
  if (isOf<Tokens.Hr>(token, 'hr')) return '----';
  if (isOf<Tokens.Code>(token, 'code')) return token.text;
  return inlineText(token);
}

/** What stands within a paragraph, as plain text: emphasis goes, a link keeps its target. */
function inlineText(token: Token): string {
  if (isOf<Tokens.Br>(token, 'br')) return '\n';
  const children: Token[] | undefined = 'tokens' in token ? token.tokens : undefined;
  const text = children ? children.map(inlineText).join('') : 'text' in token ? String(token.text) : token.raw;
  const plain = children ? text : text.replaceAll('\n', ' ');
  if (!isOf<Tokens.Link>(token, 'link')) return plain;
  const target = token.href.replace(/^mailto:/i, '');
  return plain === target ? plain : `${plain}: ${target}`;
}
