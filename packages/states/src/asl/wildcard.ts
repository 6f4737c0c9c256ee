/** Compiles a pattern of StringMatches: `*` stands for any characters, `\*` and `\\` for themselves. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = [''];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '*') parts.push('');
    else if (c === '\\' && i + 1 < pattern.length) parts.push((parts.pop() ?? '') + pattern[++i]);
    else parts.push((parts.pop() ?? '') + c);
  }
  const first = parts[0] as string;
  const last = parts.at(-1) as string;
  if (parts.length === 1) return (text) => text === first;
  const inner = parts.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const part of inner) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
