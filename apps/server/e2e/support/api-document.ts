import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: unknown;
}

/** One operation of `workflow/openapi.yaml`, as far as tests go by it. */
export interface DocumentOperation {
  method: string;
  path: string;
  operationId: string;
  parameters: { name: string; in: string; schema: Schema }[];
  body: Schema | undefined;
  statuses: number[];
}

interface Raw {
  operationId?: string;
  parameters?: DocumentOperation['parameters'];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
}

const document = parse(readFileSync(new URL('../../../../workflow/openapi.yaml', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Raw>>;
  components: { schemas: Record<string, Schema> };
};

export const documentOperations: readonly DocumentOperation[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation.operationId === undefined
        ? []
        : [
            {
              method: method.toUpperCase(),
              path,
              operationId: operation.operationId,
              parameters: operation.parameters ?? [],
              body: operation.requestBody?.content['application/json']?.schema,
              statuses: Object.keys(operation.responses).map(Number),
            },
          ],
    ),
);

/** A schema with its reference followed. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

/** Texts that the patterns of some fields ask for. */
const texts: Record<string, string> = {
  email: 'somebody@example.edu',
  username: 'somebody',
  until: '2031-01-05',
  foundOn: '2026-01-15',
  submittedOn: '2026-01-10',
  fileName: 'file.csv',
  csv: 'name\nAnn\n',
};

/** A value that fits a schema, all its fields filled in. */
export function sampleOf(schema: Schema, name = ''): unknown {
  const { type, enum: choices, properties, items } = resolved(schema);
  if (choices) return choices[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties ?? {}).map(([field, of]) => [field, sampleOf(of, field)]));
    case 'array':
      return items ? [sampleOf(items, name)] : [];
    case 'integer':
    case 'number':
      return 10;
    case 'boolean':
      return false;
    default:
      return texts[name] ?? 'Words.';
  }
}

/** Every field of a schema, at any depth, with its JSON pointer. */
export function fieldsOf(schema: Schema, pointer = ''): { pointer: string; schema: Schema }[] {
  return Object.entries(resolved(schema).properties ?? {}).flatMap(([name, of]) => {
    const here = `${pointer}/${name}`;
    return [{ pointer: here, schema: resolved(of) }, ...fieldsOf(of, here)];
  });
}

/** A copy of a value with another value at a pointer. */
export function withAt(value: unknown, pointer: string, replacement: unknown): unknown {
  const [first, ...rest] = pointer.split('/').slice(1);
  if (first === undefined) return replacement;
  const object = value as Record<string, unknown>;
  return { ...object, [first]: withAt(object[first], rest.map((part) => `/${part}`).join(''), replacement) };
}
