import { escapeJavaScript } from './escape-java-script.ts';
import { readPath } from './json-path.ts';

/** What a template can see of a request (or of an integration's answer): `$input`. */
export interface Message {
  body: string;
  path: Readonly<Record<string, string>>;
  querystring: Readonly<Record<string, string>>;
  header: Readonly<Record<string, string>>;
}

/** What `$context` holds; values are texts, numbers or objects of them. `responseOverride` is what a template may write. */
export interface TemplateContext {
  [name: string]: unknown;
  responseOverride: { status?: string | number; header: Record<string, string> };
}

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** An object of the template language with methods of its own; nothing else of it can be reached. */
export class Variable {
  readonly body?: string;
  #methods: Methods;
  constructor(methods: Methods, body?: string) {
    this.#methods = methods;
    if (body !== undefined) this.body = body;
  }
  methodNamed(name: string): ((...args: unknown[]) => unknown) | undefined {
    return Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
  }
}

/** API Gateway's `$input`. An empty body reads as `{}`; what is missing reads as an empty text. */
export function inputVariable(message: Message): Variable {
  let parsed: { value: unknown } | undefined;
  const value = () => {
    parsed ??= { value: message.body.trim() === '' ? {} : parseJson(message.body) };
    return parsed.value;
  };
  const parameter = (name: string) => message.path[name] ?? message.querystring[name] ?? headerOf(message, name) ?? '';
  return new Variable(
    {
      json: (path) => JSON.stringify(readPath(value(), String(path)) ?? ''),
      path: (path) => readPath(value(), String(path)) ?? '',
      params: (name) =>
        name === undefined
          ? { path: { ...message.path }, querystring: { ...message.querystring }, header: { ...message.header } }
          : parameter(String(name)),
    },
    message.body,
  );
}

function headerOf(message: Message, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(message.header).find(([header]) => header.toLowerCase() === wanted)?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** API Gateway's `$util`. */
export const utilVariable = new Variable({
  escapeJavaScript: (value) => escapeJavaScript(asText(value)),
  parseJson: (value) => parseJson(asText(value)),
  urlEncode: (value) =>
    encodeURIComponent(asText(value))
      .replace(/%20/gu, '+')
      .replace(/[!'()~]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
  urlDecode: (value) => decodeURIComponent(asText(value).replaceAll('+', ' ')),
  base64Encode: (value) => Buffer.from(asText(value), 'utf8').toString('base64'),
  base64Decode: (value) => Buffer.from(asText(value), 'base64').toString('utf8'),
});

const asText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

export const inputMethods: ReadonlySet<string> = new Set(['json', 'path', 'params']);
export const utilMethods: ReadonlySet<string> = new Set([
  'escapeJavaScript',
  'parseJson',
  'urlEncode',
  'urlDecode',
  'base64Encode',
  'base64Decode',
]);
