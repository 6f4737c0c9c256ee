import type { ExprNode } from 'jsonata';

/** What an expression reads from outside itself. */
export interface References {
  /** Names at the top level, where a workflow's expression has no data to look them up in. */
  readonly names: readonly string[];
  /** Members of `$states` (`input`, `result` …). */
  readonly members: readonly string[];
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

/** Finds the references of an expression, each once, in the order in which they stand. */
export function referencesOf(ast: ExprNode): References {
  const names = new Set<string>();
  const members = new Set<string>();
  // a list, not recursion: an expression may nest deeply
  const open: { readonly node: unknown; readonly top: boolean }[] = [{ node: ast, top: true }];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const inner: typeof open = [];
    look(entry.node, entry.top, (node, top) => inner.push({ node, top }));
    for (const next of inner.reverse()) open.push(next);
  }
  return { names: [...names], members: [...members] };

  function look(value: unknown, top: boolean, visit: (node: unknown, top: boolean) => void): void {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) visit(item, top);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'name' && top) names.add(String(node.value));
    if (node.type === 'path') {
      const [first, ...rest] = node.steps as Node[];
      if (first?.type === 'variable' && first.value === 'states' && rest[0]?.type === 'name') {
        members.add(String(rest[0].value));
      }
      visit(first, top);
      visit(rest, false);
    }
    for (const [key, member] of Object.entries(node)) {
      // what filters, groups or sorts a value sees that value
      if (key === 'steps' || key === 'position') continue;
      visit(member, top && !SEEING.has(key) && node.type !== 'sort' && node.type !== 'transform');
    }
  }
}

const SEEING = new Set(['predicate', 'stages', 'group', 'terms']);
