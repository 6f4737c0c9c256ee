import type { Loaded } from './load.ts';
import { type Setting, settingsTable } from './table.ts';

/** All settings as a text for people: name, value, where it came from, meaning. Secrets are masked. */
export function listing({ settings, sources }: Pick<Loaded, 'settings' | 'sources'>): string {
  return Object.entries<Setting>(settingsTable)
    .map(([key, setting]) => {
      const value: unknown = settings[key as keyof typeof settings];
      const source = sources[key as keyof typeof sources];
      return `${setting.name} = ${show(value, setting)}   (${source})\n    ${setting.meaning}`;
    })
    .join('\n');
}

function show(value: unknown, setting: Setting): string {
  if (value === undefined) return '–';
  if (setting.secret) return '********';
  if (Array.isArray(value)) return value.join(', ') || '–';
  if (typeof value === 'object' && value !== null)
    return (
      Object.entries(value)
        .map(([name, text]) => `${name}=${text}`)
        .join(', ') || '–'
    );
  return String(value);
}
