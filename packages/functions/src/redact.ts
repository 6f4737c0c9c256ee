/** What stands where a task token stood. */
export const REDACTED = '[task token removed]';

const isTokenName = (name: string): boolean =>
  name.replace(/\.\$$/, '').replace(/[_-]/g, '').toLowerCase().endsWith('tasktoken');

/**
 * A run of base64 as long as a token: the embedded engine's have 44 characters, those of Step Functions hundreds. Ids,
 * ARN parts and hashes in hexadecimal are shorter, or have no capitals.
 */
const TOKEN_LIKE = /(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40,}={0,2}/g;
/** References to the token in a definition or a payload template name it without holding it. */
const REFERENCE = /^(\$|\{%)/;

type Json = unknown;

/** JSON documents inside strings, as history keeps parameters, inputs and outputs. */
function parsed(text: string): Json {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[' && first !== '"') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every value that stands under a token's name anywhere in the document, in strings that hold JSON too. */
function collectTokens(value: Json, found: Set<string>, name = ''): void {
  if (typeof value === 'string') {
    if (isTokenName(name) && value.length > 0 && !REFERENCE.test(value)) found.add(value);
    const inner = parsed(value);
    if (inner !== undefined) collectTokens(inner, found, name);
    else
      for (const match of value.matchAll(/tasktoken[^A-Za-z0-9+/=]{1,12}([A-Za-z0-9+/=_-]{8,})/gi))
        found.add(match[1]!);
  } else if (Array.isArray(value)) {
    for (const item of value) collectTokens(item, found, name);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) collectTokens(item, found, key);
  }
}

/** A token as plain text, and as it reads inside JSON and in addresses. */
const spellings = (token: string): string[] => [
  ...new Set([token, JSON.stringify(token).slice(1, -1), token.replaceAll('/', '\\/'), encodeURIComponent(token)]),
];

function redactText(text: string, tokens: readonly string[]): string {
  let clean = text;
  for (const token of tokens) clean = clean.replaceAll(token, REDACTED);
  return clean.replace(TOKEN_LIKE, REDACTED);
}

function redactValue(value: Json, tokens: readonly string[], name: string): Json {
  if (typeof value === 'string') {
    if (isTokenName(name) && !REFERENCE.test(value)) return REDACTED;
    const inner = parsed(value);
    if (inner !== undefined) return JSON.stringify(redactValue(inner, tokens, name));
    return redactText(value, tokens);
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, tokens, name));
  if (value instanceof Date) return value;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [redactText(key, tokens), redactValue(item, tokens, key)]),
    );
  }
  return value;
}

/**
 * The one redactor: whatever shows an execution (its history, inputs, outputs, errors) goes through it. Takes out every
 * value under a token's name, every other place where such a value stands, and whatever looks like a token. JSON in
 * strings is read and written again.
 */
export function redact<T>(document: T): T {
  const found = new Set<string>();
  collectTokens(document, found);
  const tokens = [...found].flatMap(spellings).sort((a, b) => b.length - a.length);
  return redactValue(document, tokens, '') as T;
}
