import type { Method, Operation } from './document.ts';

export type Found =
  | { kind: 'operation'; operation: Operation; pathParameters: Record<string, string> }
  | { kind: 'other-method'; allow: string }
  | { kind: 'malformed' }
  | { kind: 'nothing' };

interface Path {
  /** As the document has it: `/incident/{id}`. */
  text: string;
  pattern: RegExp;
  names: string[];
  literalCount: number;
  byMethod: Map<string, Operation>;
}

/** Finds the operation of a method and path; of two paths that match, the one with more literal parts wins. */
export function createRouting(operations: readonly Operation[]): (method: string, path: string) => Found {
  const paths = [...Map.groupBy(operations, (operation) => operation.path)]
    .map(([path, ofPath]): Path => {
      const parts = path.split('/').slice(1);
      const names = parts.filter((part) => part.startsWith('{')).map((part) => part.slice(1, -1));
      const pattern = parts
        .map((part) => (part.startsWith('{') ? '([^/]+)' : part.replace(/[^A-Za-z0-9_-]/gu, '\\$&')))
        .join('/');
      return {
        text: path,
        pattern: new RegExp(`^/${pattern}$`, 'u'),
        names,
        literalCount: parts.length - names.length,
        byMethod: new Map(ofPath.map((operation) => [operation.method as Method, operation])),
      };
    })
    .sort((a, b) => b.literalCount - a.literalCount);
  // A path without parameters wins over all that match it, and need not be looked for.
  const withoutParameters = new Map(paths.filter(({ names }) => names.length === 0).map((path) => [path.text, path]));

  return (method, path) => {
    const literal = withoutParameters.get(path);
    if (literal) return found(literal, method, []);
    for (const candidate of paths) {
      const match = candidate.pattern.exec(path);
      if (match) return found(candidate, method, match.slice(1));
    }
    return { kind: 'nothing' };
  };
}

function found({ names, byMethod }: Path, method: string, encoded: readonly string[]): Found {
  const operation = byMethod.get(method);
  if (!operation) return { kind: 'other-method', allow: [...byMethod.keys()].join(', ') };
  try {
    const values = encoded.map((value) => decodeURIComponent(value));
    return {
      kind: 'operation',
      operation,
      pathParameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    };
  } catch {
    return { kind: 'malformed' };
  }
}
