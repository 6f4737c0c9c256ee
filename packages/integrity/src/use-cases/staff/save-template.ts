import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { InvalidInput, VersionMismatch } from '../../errors.ts';
import type { MailTemplate } from '../../mail/mail.ts';
import { checkTemplate, type TemplateSource } from '../../mail/template.ts';
import type { Deps } from '../../ports/deps.ts';
import type { StoredTemplate } from '../../ports/records.ts';
import { type Change, Conflict } from '../../ports/repository.ts';

/** A template as it holds now. `version` is 0 while it is the shipped one. */
export interface TemplateInUse extends TemplateSource {
  name: MailTemplate;
  version: number;
  savedAt?: string;
  savedBy?: string;
}

export async function templateInUse(deps: Deps, name: MailTemplate): Promise<TemplateInUse> {
  const stored = await deps.repository.get('template', name);
  if (!stored) return { name, ...deps.templates[name], version: 0 };
  const { subject, body, version, savedAt, savedBy } = stored;
  return { name, subject, body, version, savedAt, savedBy };
}

interface TemplateInput {
  caller: Caller;
  name: MailTemplate;
  expectedVersion: number;
}

/**
 * Puts an administrators' version in the place of a template, for mails written from now on.
 * @throws NotAllowed, InvalidInput, VersionMismatch
 */
export async function saveTemplate(
  deps: Deps,
  input: TemplateInput & { source: TemplateSource },
): Promise<TemplateInUse> {
  assertMay(input.caller, 'putTemplate');
  const errors = checkTemplate(input.name, input.source);
  if (errors.length > 0) throw new InvalidInput(errors);
  const stored: StoredTemplate = {
    id: input.name,
    version: 0,
    ...input.source,
    savedAt: new Date(deps.clock.nowMs()).toISOString(),
    savedBy: input.caller.name,
  };
  await commitTemplate(deps, input, 'template.changed', {
    type: 'put',
    kind: 'template',
    item: stored,
    expected: input.expectedVersion === 0 ? null : input.expectedVersion,
  });
  return templateInUse(deps, input.name);
}

/** Goes back to the shipped template. @throws NotAllowed, VersionMismatch */
export async function restoreTemplate(deps: Deps, input: TemplateInput): Promise<TemplateInUse> {
  assertMay(input.caller, 'deleteTemplate');
  const inUse = await templateInUse(deps, input.name);
  if (inUse.version !== input.expectedVersion) throw new VersionMismatch('template');
  if (inUse.version > 0) {
    await commitTemplate(deps, input, 'template.restored', {
      type: 'delete',
      kind: 'template',
      id: input.name,
      expected: input.expectedVersion,
    });
  }
  return templateInUse(deps, input.name);
}

async function commitTemplate(deps: Deps, input: TemplateInput, action: string, change: Change): Promise<void> {
  const at = new Date(deps.clock.nowMs()).toISOString();
  const note = {
    chain: 'templates',
    at,
    actor: staffActor(input.caller),
    action,
    facts: { template: input.name },
  };
  try {
    await deps.repository.commit([change, { type: 'audit', note }]);
  } catch (error) {
    throw error instanceof Conflict ? new VersionMismatch('template') : error;
  }
}
