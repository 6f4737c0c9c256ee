import { InvalidInput, NotFound } from '@resit/integrity/errors';
import { composeMail } from '@resit/integrity/mail/compose';
import { type MailTemplate, mailTemplates } from '@resit/integrity/mail/mail';
import { placeholdersOf, previewValues } from '@resit/integrity/mail/placeholders';
import { checkTemplate } from '@resit/integrity/mail/template';
import {
  restoreTemplate,
  saveTemplate,
  type TemplateInUse,
  templateInUse,
} from '@resit/integrity/use-cases/staff/save-template';
import { z } from 'zod';
import { present } from './present.ts';
import {
  type ApiDeps,
  type ApiReply,
  type ApiRequest,
  bodyOf,
  pathOf,
  type Route,
  requiredVersion,
  textField,
} from './route.ts';

const sourceSchema = z.strictObject({
  subject: textField('the subject', 200),
  body: textField('the text', 20_000),
});

const isTemplate = (name: string): name is MailTemplate => (mailTemplates as readonly string[]).includes(name);

/** @throws NotFound */
function nameOf(request: ApiRequest): MailTemplate {
  const name = pathOf(request, 'templateName');
  if (!isTemplate(name)) throw new NotFound('template');
  return name;
}

/** `description` is an example: what stands there in a preview. */
const placeholderViews = (name: MailTemplate) =>
  placeholdersOf(name).map((placeholder) => ({ name: placeholder, description: previewValues[placeholder] ?? '' }));

function templateView({ name, subject, body, version, savedAt, savedBy }: TemplateInUse) {
  const placeholders = placeholderViews(name);
  return present({ name, subject, body, placeholders, edited: version > 0, savedAt, savedBy, version });
}

const reply = (template: TemplateInUse): ApiReply => ({ body: templateView(template), version: template.version });

async function list(deps: ApiDeps): Promise<ApiReply> {
  const inUse = await Promise.all(mailTemplates.map((name) => templateInUse(deps, name)));
  return { body: { items: inUse.map(templateView) } };
}

async function get(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  return reply(await templateInUse(deps, nameOf(request)));
}

async function put(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const name = nameOf(request);
  const expectedVersion = requiredVersion(request);
  const source = bodyOf(sourceSchema, request);
  return reply(await saveTemplate(deps, { caller: request.caller, name, expectedVersion, source }));
}

async function restore(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const name = nameOf(request);
  const expectedVersion = requiredVersion(request);
  return reply(await restoreTemplate(deps, { caller: request.caller, name, expectedVersion }));
}

async function preview(_deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const name = nameOf(request);
  const source = bodyOf(sourceSchema, request);
  const errors = checkTemplate(name, source);
  if (errors.length > 0) throw new InvalidInput(errors);
  return { body: composeMail(source, previewValues) };
}

export const templateRoutes: readonly Route[] = [
  { operation: 'listTemplates', at: 'GET /template', handle: list },
  { operation: 'getTemplate', at: 'GET /template/{templateName}', handle: get },
  { operation: 'putTemplate', at: 'PUT /template/{templateName}', handle: put },
  { operation: 'deleteTemplate', at: 'DELETE /template/{templateName}', handle: restore },
  { operation: 'previewTemplate', at: 'POST /template/{templateName}/preview', handle: preview },
];
