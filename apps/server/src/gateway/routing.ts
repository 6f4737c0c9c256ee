import type { Method, Operation } from './document.ts';

export type Found =
  | { kind: 'operation'; operation: Operation; pathParameters: Record<string, string> }
  | { kind: 'other-method'; allow: string }
  | { kind: 'malformed' }
  | { kind: 'nothing' };

interface Path {
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
        pattern: new RegExp(`^/${pattern}$`, 'u'),
        names,
        literalCount: parts.length - names.length,
        byMethod: new Map(ofPath.map((operation) => [operation.method as Method, operation])),
      };
    })
    .sort((a, b) => b.literalCount - a.literalCount);

  return (method, path) => {
    for (const { pattern, names, byMethod } of paths) {
      const match = pattern.exec(path);
      if (!match) continue;
      const operation = byMethod.get(method);
      if (!operation) return { kind: 'other-method', allow: [...byMethod.keys()].join(', ') };
      try {
        const values = match.slice(1).map((value) => decodeURIComponent(value));
        const pathParameters = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
        return { kind: 'operation', operation, pathParameters };
      } catch {
        return { kind: 'malformed' };
      }
    }
    return { kind: 'nothing' };
  };
}
