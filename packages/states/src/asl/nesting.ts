/** How deep JSON may nest: definitions, inputs, results. */
export const MAX_NESTING = 1000;

/** True where the text, if it is JSON, nests deeper than that; what recursion would otherwise find out the hard way. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= MAX_NESTING * 2) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // a string: on to its end
        for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > MAX_NESTING) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return false;
}
