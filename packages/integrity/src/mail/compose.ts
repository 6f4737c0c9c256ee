import { type CompiledTemplate, compileTemplate, escapeHtml, type Part, type TemplateSource } from './template.ts';

/** A mail's content in the forms in which it is sent. */
export interface Composed {
  subject: string;
  text: string;
  html: string;
}

const compiledBySource = new WeakMap<TemplateSource, CompiledTemplate>();

function compiled(source: TemplateSource): CompiledTemplate {
  const known = compiledBySource.get(source) ?? compileTemplate(source);
  compiledBySource.set(source, known);
  return known;
}

const SUBJECT_LENGTH_MAX = 250;

/** Everything that could end a header or hide in one, and white space that would run lines together. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_A_HEADER = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\s]+/gu;

/** Text that can stand in a mail's header: one line, no control characters. */
export const headerText = (text: string): string => text.replace(NOT_IN_A_HEADER, ' ').trim();

/**
 * Fills a template. Values go in once, exactly in the text and escaped in the HTML: nothing in a value is Markdown, HTML
 * or a placeholder. A paragraph that is nothing but empty values is left out.
 */
export function composeMail(source: TemplateSource, values: Readonly<Record<string, string>>): Composed {
  const { subject, blocks } = compiled(source);
  const value = (name: string): string => values[name] ?? '';
  const fill = (parts: readonly Part[], show: (value: string) => string): string =>
    parts.map((part) => (typeof part === 'string' ? part : show(value(part.placeholder)))).join('');
  const asIs = (text: string): string => text.replaceAll('\r\n', '\n');
  const filled = blocks
    .map((block) => ({
      text: fill(block.text, asIs),
      html: fill(block.html, (text) => escapeHtml(asIs(text)).replaceAll('\n', '<br>\n')),
    }))
    .filter((block) => block.text.trim() !== '');
  const subjectLine = shortened(headerText(fill(subject, headerText)));
  return {
    subject: subjectLine,
    text: `${filled.map((block) => block.text).join('\n\n')}\n`,
    html: page(subjectLine, filled.map((block) => block.html).join('\n')),
  };
}

function shortened(subject: string): string {
  const characters = [...subject];
  return characters.length <= SUBJECT_LENGTH_MAX ? subject : `${characters.slice(0, SUBJECT_LENGTH_MAX - 1).join('')}…`;
}

/** One column, system fonts, nothing fetched. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="margin:0;padding:20px">
<div style="max-width:600px;margin:0 auto;font:18px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:break-word">
${body}
</div>
</body>
</html>
`;
