import { type MailTemplate, mailTemplates } from '../mail/mail.ts';
import { placeholdersOf } from '../mail/placeholders.ts';
import type { TemplateSource, Templates } from '../mail/template.ts';

/** A template of each kind that names every placeholder it may, so that tests see every value. */
export const plainTemplates: Templates = Object.fromEntries(
  mailTemplates.map((name): [MailTemplate, TemplateSource] => [
    name,
    {
      subject: `${name} {{reference}}`,
      body: placeholdersOf(name)
        .map((placeholder) => (placeholder === 'link' ? '[link]({{link}})' : `${placeholder}: {{${placeholder}}}`))
        .join('\n\n'),
    },
  ]),
) as Record<MailTemplate, TemplateSource>;
