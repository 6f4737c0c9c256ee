import type { Context } from 'hono';
import type { Fields } from '../page/answer-fields.tsx';

/** The text fields of a posted form; files and nameless things are left out. */
export async function readFields(c: Context): Promise<Fields> {
  const body = await c.req.parseBody({ all: true }).catch(() => ({}));
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]): [string, string | string[]][] => {
      if (typeof value === 'string') return [[name, value]];
      if (!Array.isArray(value)) return [];
      return [[name, value.filter((each) => typeof each === 'string')]];
    }),
  );
}

/** One field's text; the last one if it came more than once, empty if it did not. */
export function fieldOf(fields: Fields, name: string): string {
  const value = fields[name];
  return (typeof value === 'string' ? value : value?.at(-1)) ?? '';
}
