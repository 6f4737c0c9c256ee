import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The API document, as far as tests look into it. */
export interface DocumentedOperation {
  operationId: string;
  /** `GET /incident/{incidentId}`. */
  at: string;
  pointer: string;
  security: readonly Readonly<Record<string, unknown>>[];
  parameters: readonly { name: string; in: string; required: boolean }[];
  responses: Readonly<Record<string, { content?: Readonly<Record<string, unknown>>; headers?: object }>>;
  integration: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

export const apiDocumentText = readFileSync(new URL('../../../../workflow/openapi.yaml', import.meta.url), 'utf8');
export const apiDocument = parse(apiDocumentText) as Json & { paths: Record<string, Record<string, Json>> };

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every operation of the document. */
export const documentedOperations: readonly DocumentedOperation[] = Object.entries(apiDocument.paths).flatMap(
  ([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      operationId: operation.operationId as string,
      at: `${method.toUpperCase()} ${path}`,
      pointer: `/paths/${escaped(path)}/${method}`,
      security: operation.security as DocumentedOperation['security'],
      parameters: (operation.parameters ?? []) as DocumentedOperation['parameters'],
      responses: operation.responses as DocumentedOperation['responses'],
      integration: operation['x-amazon-apigateway-integration'] as Json,
    })),
);

/** The function behind an operation; undefined for a service integration. */
export function functionOf({ integration }: DocumentedOperation): string | undefined {
  const uri = (integration.uri as { 'Fn::Sub': string })['Fn::Sub'];
  return /functions\/\$\{(\w+)\.Arn\}/.exec(uri)?.[1];
}
