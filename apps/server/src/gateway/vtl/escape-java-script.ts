const short: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
};

/**
 * What API Gateway's `$util.escapeJavaScript` writes: JavaScript's escapes, not JSON's. An apostrophe becomes `\'`, which
 * JSON does not know; templates mend it with `replaceAll`. Source: Apache Commons Lang, StringEscapeUtils.
 */
export function escapeJavaScript(value: string): string {
  let escaped = '';
  for (let index = 0; index < value.length; index += 1) {
    const character = value.charAt(index);
    const code = value.charCodeAt(index);
    if (code < 0x20 || code > 0x7f || short[character] !== undefined)
      escaped += short[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    else escaped += character;
  }
  return escaped;
}
