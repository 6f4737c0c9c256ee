import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import type { Json } from './json.ts';
import { findJsonProblem } from './json-problem.ts';

export type SourcePath = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text is no JSON; says where in the words of the parser that AWS uses. */
export interface JsonProblem extends Position {
  readonly message: string;
  readonly location: string;
}

/** A definition's text with what is needed to point into it. */
export class Source {
  readonly text: string;
  private tree: Node | undefined;
  /** Where each line begins. */
  private lines: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The value, or why there is none. */
  read(): { readonly value: Json } | { readonly problem: JsonProblem } {
    try {
      return { value: JSON.parse(this.text) as Json };
    } catch {
      return { problem: this.explain() };
    }
  }

  /** Where the value at a path begins; the nearest one around it, if there is none. */
  locate(path: SourcePath): Position {
    this.tree ??= parseTree(this.text);
    for (let length = path.length; length >= 0 && this.tree; length--) {
      const node = findNodeAtLocation(this.tree, path.slice(0, length) as (string | number)[]);
      if (node) return this.position(node.offset);
    }
    return { line: 1, column: 1 };
  }

  /** Names that an object at a path has more than once. */
  duplicates(path: SourcePath): string[] {
    this.tree ??= parseTree(this.text);
    const node = this.tree && findNodeAtLocation(this.tree, path as (string | number)[]);
    const names = (node?.children ?? []).flatMap((property) =>
      property.children?.[0] ? [String(getNodeValue(property.children[0]))] : [],
    );
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const name of names) (seen.has(name) ? twice : seen).add(name);
    return [...twice];
  }

  private explain(): JsonProblem {
    const { message, offset } = findJsonProblem(this.text);
    const position = this.position(offset);
    const location = this.place(offset);
    return { message: `${message((at) => this.place(at))}\n at ${location}`, location, ...position };
  }

  private place(offset: number): string {
    const { line, column } = this.position(offset);
    return `${sourceStart(this.text)}line: ${line}, column: ${column}]`;
  }

  private position(offset: number): Position {
    this.lines ??= lineStarts(this.text);
    let [low, high] = [0, this.lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.lines[low] as number) + 1 };
  }
}

/** Of the text so much is quoted. */
const QUOTED_MAX = 500;

/** How AWS's parser begins to say where in a text something is. */
export function sourceStart(text: string): string {
  const rest = text.length - QUOTED_MAX;
  const quoted = rest > 0 ? `"${text.slice(0, QUOTED_MAX)}"[truncated ${rest} chars]` : `"${text}"`;
  return `[Source: (String)${quoted}; `;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
