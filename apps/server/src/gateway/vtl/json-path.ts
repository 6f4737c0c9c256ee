/** A path of `$input.json` or `$input.path` that this gateway does not read. */
export class UnsupportedPath extends Error {
  readonly code = 'unsupported-path';
  constructor(path: string) {
    super(`The path '${path}' is not one of the form $.name.other[0]['any name'].`);
  }
}

/** Steps of a definite path such as `$.a.b[0]['c d']`. @throws UnsupportedPath */
export function parsePath(path: string): (string | number)[] {
  const whole = /^\$((?:\.[A-Za-z_][\w-]*|\[\d+\]|\['[^']*'\])*)$/u.exec(path);
  if (!whole) throw new UnsupportedPath(path);
  return [...(whole[1] ?? '').matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]/gu)].map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted ?? '') : Number(index),
  );
}

/** What stands at a path; undefined where there is nothing. @throws UnsupportedPath */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const step of parsePath(path)) {
    if (typeof step === 'number' ? !Array.isArray(current) : !isPlainObject(current)) return undefined;
    const container = current as Record<string | number, unknown>;
    if (!Object.hasOwn(container, step)) return undefined;
    current = container[step];
  }
  return current;
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
