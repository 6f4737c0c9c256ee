/** Marks at the beginning of a file that say how its characters are written. */
const marks: readonly (readonly [encoding: string, ...bytes: number[]])[] = [
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

/**
 * The text of a file as a spreadsheet saved it: UTF-8, UTF-16 with its mark, and otherwise what Excel's plain "CSV" is on
 * Windows in the west. The preview shows the names, so whoever imports sees whether that was right.
 */
export function textOfFile(bytes: Uint8Array): string {
  const marked = marks.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked) return new TextDecoder(marked[0]).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
