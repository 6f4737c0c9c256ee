import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { readTemplate, writeTemplate } from './cloudformation-yaml.ts';

/** The template has no place for what the build puts in. */
export class TemplateUnusable extends Error {
  override readonly name = 'TemplateUnusable';
  readonly code = 'template-unusable';
}

type Json = Record<string, unknown>;
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

export interface TemplateInput {
  /** Text of template.yaml. */
  template: string;
  apiDocument: string;
  questions: unknown;
  /** Source of the function that runs at CloudFront. */
  siteRequests: string;
  /** Where template.yaml lies, and where the built one will. */
  fromFolder: string;
  toFolder: string;
}

/** The template that SAM builds and deploys: the API document in it, paths seen from where it lies. @throws TemplateUnusable */
export function builtTemplate(input: TemplateInput): string {
  const template = readTemplate(input.template);
  const resources = record(template.Resources);
  const propertiesOf = (logicalId: string): Json => {
    const properties = record(resources[logicalId]).Properties;
    if (properties === undefined) throw new TemplateUnusable(`The template has no resource ${logicalId}.`);
    return record(properties);
  };

  const api = propertiesOf('Api');
  api.DefinitionBody = parse(input.apiDocument, { maxAliasCount: 10_000 });
  delete api.DefinitionUri;

  propertiesOf('FirstData').Questions = createHash('sha256').update(JSON.stringify(input.questions)).digest('hex');

  const code = record(propertiesOf('SiteRequests').FunctionCode)['Fn::Sub'];
  if (!Array.isArray(code)) throw new TemplateUnusable('SiteRequests has no code to fill in.');
  code[0] = input.siteRequests;

  for (const resource of Object.values(resources).map(record)) {
    const properties = record(resource.Properties);
    for (const name of ['CodeUri', 'DefinitionUri']) {
      const path = properties[name];
      if (typeof path === 'string')
        properties[name] = relative(input.toFolder, join(input.fromFolder, path)).replaceAll('\\', '/');
    }
  }
  return writeTemplate(template);
}
