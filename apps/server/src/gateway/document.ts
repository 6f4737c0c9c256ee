import { load } from 'js-yaml';
import { compileTemplate, type Template } from './vtl/template.ts';

/** The API document does not say what the gateway needs to know, or says something that it cannot do. */
export class UnusableDocument extends Error {
  readonly code = 'unusable-api-document';
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  schemaPointer: string;
}

/** Answers of a service integration, chosen by the status that the service gave. */
export interface IntegrationResponse {
  selects: RegExp | 'default';
  status: number;
  /** Header name to its mapping expression. */
  headers: Readonly<Record<string, string>>;
  template: Template | undefined;
}

export type Integration =
  | { type: 'aws_proxy'; functionName: string }
  | { type: 'aws'; service: string; action: string; template: Template; responses: readonly IntegrationResponse[] };

export interface Operation {
  operationId: string;
  method: Method;
  /** As in the document: `/incident/{incidentId}`. */
  path: string;
  parameters: readonly Parameter[];
  /** JSON pointer of the schema of an `application/json` body; undefined: no such body is described. */
  bodyPointer: string | undefined;
  bodyRequired: boolean;
  /** Whether the gateway holds the body to its schema; where it does not, the function says what is wrong, in its words. */
  validatesBody: boolean;
  /** Whether the bearer authorizer stands before it. */
  authorized: boolean;
  integration: Integration;
}

/** An answer of the gateway's own, such as UNAUTHORIZED. */
export interface GatewayResponse {
  status: number | undefined;
  headers: Readonly<Record<string, string>>;
  template: Template | undefined;
}

export interface ApiDocument {
  /** The document as an object, for its schemas. */
  root: Record<string, unknown>;
  operations: readonly Operation[];
  gatewayResponses: Readonly<Record<string, GatewayResponse>>;
}

type Json = Readonly<Record<string, unknown>>;
const methods: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Reads the OpenAPI document that API Gateway is given on AWS: its paths, its integrations, its mapping templates.
 * @throws UnusableDocument, UnsupportedTemplate
 */
export function readDocument(text: string): ApiDocument {
  const root = record(load(text)) as Record<string, unknown>;
  const operations = Object.entries(record(root.paths)).flatMap(([path, item]) =>
    Object.entries(record(item))
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => readOperation(root, path, method, record(operation))),
  );
  if (operations.length === 0) throw new UnusableDocument('The API document has no operations.');
  const gatewayResponses = Object.entries(record(root['x-amazon-apigateway-gateway-responses'])).map(
    ([name, response]) => [name, readGatewayResponse(name, record(response))] as const,
  );
  return { root, operations, gatewayResponses: Object.fromEntries(gatewayResponses) };
}

function readOperation(root: Json, path: string, method: string, operation: Json): Operation {
  const at = `/paths/${escapePointer(path)}/${method}`;
  const name = `${method.toUpperCase()} ${path}`;
  const body = record(operation.requestBody);
  const hasJsonBody = record(record(body.content)['application/json']).schema !== undefined;
  const security = list(operation.security).flatMap((entry) => Object.keys(entry));
  return {
    operationId: String(operation.operationId ?? name),
    method: method.toUpperCase() as Method,
    path,
    parameters: list(operation.parameters).map((parameter, index) => ({
      name: String(parameter.name),
      in: parameter.in as Parameter['in'],
      required: parameter.required === true,
      schemaPointer: `${at}/parameters/${index}/schema`,
    })),
    bodyPointer: hasJsonBody ? `${at}/requestBody/content/application~1json/schema` : undefined,
    bodyRequired: body.required === true,
    validatesBody: validatorOf(root, operation).validateRequestBody === true,
    authorized: security.includes('bearer'),
    integration: readIntegration(name, record(operation['x-amazon-apigateway-integration'])),
  };
}

/** The request validator that the operation names, or the document for all that name none. */
function validatorOf(root: Json, operation: Json): Json {
  const name = operation['x-amazon-apigateway-request-validator'] ?? root['x-amazon-apigateway-request-validator'];
  return record(record(root['x-amazon-apigateway-request-validators'])[String(name)]);
}

function readIntegration(name: string, integration: Json): Integration {
  const uri = uriText(integration.uri);
  if (integration.type === 'aws_proxy') {
    const functionName = /functions\/\$\{(\w+)\.Arn\}\/invocations$/u.exec(uri)?.[1];
    if (functionName === undefined) throw new UnusableDocument(`${name} names no function in its uri: ${uri}`);
    return { type: 'aws_proxy', functionName };
  }
  if (integration.type === 'aws') {
    const [, service, action] = /^arn:aws:apigateway:[^:]*(?:::[^:]*)?:([a-z]+):action\/(\w+)$/u.exec(uri) ?? [];
    const template = record(integration.requestTemplates)['application/json'];
    if (service === undefined || action === undefined || typeof template !== 'string')
      throw new UnusableDocument(
        `${name} names no action of a service, or has no template for application/json: ${uri}`,
      );
    return {
      type: 'aws',
      service,
      action,
      template: compileTemplate(`of ${name}`, template),
      responses: Object.entries(record(integration.responses)).map(([selects, response]) =>
        readIntegrationResponse(name, selects, record(response)),
      ),
    };
  }
  throw new UnusableDocument(`${name} has an integration that is neither aws nor aws_proxy.`);
}

/** `Fn::Sub` stays as it is, but for the region: its other names are taken from the text. */
function uriText(uri: unknown): string {
  const text = typeof uri === 'string' ? uri : record(uri)['Fn::Sub'];
  return typeof text === 'string'
    ? text.replace(/^arn:\$\{AWS::Partition\}:/u, 'arn:aws:').replace(/:\$\{AWS::Region\}:/u, ':local:')
    : '';
}

function readIntegrationResponse(name: string, selects: string, response: Json): IntegrationResponse {
  const template = record(response.responseTemplates)['application/json'];
  return {
    selects: selects === 'default' ? 'default' : new RegExp(`^(?:${selects})$`, 'u'),
    status: Number(response.statusCode ?? 200),
    headers: headersOf(response.responseParameters, 'method.response.header.'),
    template: typeof template === 'string' ? compileTemplate(`of ${name}, answer ${selects}`, template) : undefined,
  };
}

function readGatewayResponse(name: string, response: Json): GatewayResponse {
  const template = record(response.responseTemplates)['application/json'];
  return {
    status: response.statusCode === undefined ? undefined : Number(response.statusCode),
    headers: headersOf(response.responseParameters, 'gatewayresponse.header.'),
    template: typeof template === 'string' ? compileTemplate(`of the gateway response ${name}`, template) : undefined,
  };
}

function headersOf(parameters: unknown, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(parameters))
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
}
