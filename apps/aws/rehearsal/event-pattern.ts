/** A pattern says something that nobody has taught this. */
export class PatternUnknown extends Error {
  readonly code = 'pattern-unknown';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an event fits a pattern of EventBridge's, which Lambda's filters are too. @throws PatternUnknown */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) throw new PatternUnknown('A pattern is an object.');
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = isObject(event) ? event[name] : undefined;
    return Array.isArray(wanted) ? wanted.some((one) => fits(one, value)) : matches(wanted, value);
  });
}

function fits(wanted: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => fits(wanted, one));
  if (!isObject(wanted)) return wanted === value;
  const [[kind, argument] = [], ...more] = Object.entries(wanted);
  if (kind === 'prefix' && more.length === 0) return typeof value === 'string' && value.startsWith(String(argument));
  if (kind === 'suffix' && more.length === 0) return typeof value === 'string' && value.endsWith(String(argument));
  if (kind === 'exists' && more.length === 0) return (value !== undefined) === argument;
  throw new PatternUnknown(`Filters by ${String(kind)} are not known here.`);
}
