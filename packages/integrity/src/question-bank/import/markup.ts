const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What Markdown would take for a mark of its own, as plain text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#~|]/gu, '\\$&');
}

/** The emphasis, code, paragraphs and lists of HTML as Markdown; every other tag goes, its text stays as text. */
export function htmlToMarkdown(html: string): string {
  const tokens = html
    .replace(/<!--[\s\S]*?-->/gu, '')
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/giu, '')
    .split(/(<\/?[a-z][^<>]*>)/iu);
  return tokens
    .map((token) => {
      const tag = /^<\/?([a-z][a-z0-9]*)/iu.exec(token)?.[1]?.toLowerCase();
      return tag === undefined ? escapeMarkdown(decodeEntities(token)) : markOf(tag, token.startsWith('</'));
    })
    .join('')
    .replace(/[ \t]+\n/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

function markOf(tag: string, closing: boolean): string {
  switch (tag) {
    case 'em':
    case 'i':
      return '*';
    case 'strong':
    case 'b':
      return '**';
    case 'br':
      return '\n';
    case 'li':
      return closing ? '' : '\n- ';
    case 'p':
    case 'div':
    case 'ul':
    case 'ol':
      return '\n\n';
    default:
      return '';
  }
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/giu, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
