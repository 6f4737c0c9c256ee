import type { GIFTQuestion } from 'gift-pegjs';
import gift from 'gift-pegjs';

/** One entry of a GIFT file, or why it cannot be read. */
export type GiftEntry =
  | { readonly line: number; readonly entry: GIFTQuestion }
  | { readonly line: number; readonly name: string; readonly message: string };

/**
 * Reads a GIFT file entry by entry: blank lines divide them, as Moodle has it, so that one that cannot be read does not
 * hide the others.
 */
export function parseGift(text: string): GiftEntry[] {
  return blocksOf(text).flatMap(({ line, lines }): GiftEntry[] => {
    // A block of comments alone says nothing, and the grammar does not take it.
    if (lines.every((content) => content.trimStart().startsWith('//'))) return [];
    try {
      return gift.parse(lines.join('\n')).map((entry) => ({ line, entry }));
    } catch (error) {
      if (!(error instanceof gift.SyntaxError)) throw error;
      const { line: lineWithin, column } = error.location.start;
      const at = `line ${line + lineWithin - 1}, column ${column}`;
      return [{ line, name: lines.join(' ').slice(0, 60), message: `cannot be read at ${at}: ${error.message}` }];
    }
  });
}

function blocksOf(text: string): { line: number; lines: string[] }[] {
  const blocks: { line: number; lines: string[] }[] = [];
  let open: { line: number; lines: string[] } | undefined;
  for (const [index, content] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .entries()) {
    if (content.trim() === '') open = undefined;
    else if (open !== undefined) open.lines.push(content);
    else {
      open = { line: index + 1, lines: [content] };
      blocks.push(open);
    }
  }
  return blocks;
}
