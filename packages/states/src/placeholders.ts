// SAM fills `${Name}` in a definition when it deploys. To check one before, something plausible is put in their place.

export interface Filled {
  readonly text: string;
  /** Where a place in `text` is in the text before; lines and columns count from 1. */
  locate(line: number, column: number): { readonly line: number; readonly column: number };
  /** Whether the string or number that begins at a place in `text` is of our making, in whole or in part. */
  isFilledAt(line: number, column: number): boolean;
}

/** A text in which nothing is to be filled in. */
export function asItStands(text: string): Filled {
  return { text, locate: (line, column) => ({ line, column }), isFilledAt: () => false };
}

interface Replaced {
  readonly line: number;
  /** Where the replacement begins, in the new text's columns. */
  readonly column: number;
  readonly length: number;
  /** By how many characters it is longer than what it replaced. */
  readonly growth: number;
}

const SCALAR = /"(?:[^"\\]|\\.)*"|[^\s",:{}[\]]+/y;
const PLACEHOLDER = /(")?\$\{([A-Za-z0-9_.:-]+)\}(")?/g;

/** A whole string becomes an ARN of a function, a part of one some text, and one that stands bare a number. */
export function fillPlaceholders(text: string): Filled {
  const replaced: Replaced[] = [];
  const lines = text.split('\n').map((line, index) => {
    let growth = 0;
    const inString = stringParts(line);
    return line.replace(
      PLACEHOLDER,
      (found: string, open: string | undefined, name: string, close: string | undefined, at: number) => {
        const before = line.slice(0, at);
        const replacement = replacementOf(name, open, close, inString(at), before);
        replaced.push({
          line: index + 1,
          column: at + growth + 1,
          length: replacement.length,
          growth: replacement.length - found.length,
        });
        growth += replacement.length - found.length;
        return replacement;
      },
    );
  });
  return {
    text: lines.join('\n'),
    locate(line, column) {
      let original = column;
      for (const part of replaced) {
        if (part.line !== line || part.column >= column) continue;
        original -= Math.min(part.growth, column - part.column);
      }
      return { line, column: Math.max(1, original) };
    },
    isFilledAt(line, column) {
      SCALAR.lastIndex = column - 1;
      const end = column + (SCALAR.exec(lines[line - 1] ?? '')?.[0].length ?? 0);
      return replaced.some((part) => part.line === line && part.column < end && part.column + part.length > column);
    },
  };
}

function replacementOf(
  name: string,
  open: string | undefined,
  close: string | undefined,
  inString: boolean,
  before: string,
): string {
  const word = name.replace(/[^A-Za-z0-9]/g, '');
  if (open && close && !inString) return `"arn:aws:lambda:us-east-1:123456789012:function:${word}"`;
  if (open || close || inString) return `${open ?? ''}${word}${close ?? ''}`;
  // a heartbeat must fit in: whatever it is, it does
  return /"TimeoutSeconds"\s*:\s*$/.test(before) ? '99999999' : '1';
}

/** Tells whether a position of a line is inside a JSON string that began before it. */
function stringParts(line: string): (at: number) => boolean {
  const quotes: number[] = [];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') quotes.push(at);
  }
  return (position) => quotes.filter((at) => at < position).length % 2 === 1;
}
