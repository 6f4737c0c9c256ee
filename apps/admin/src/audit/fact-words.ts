/** Facts of an entry as one line: `until: 2026-12-11 · pass mark percent: 70`. */
export const factWords = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${nameWords(name)}: ${value === null ? 'none' : String(value)}`)
    .join(' · ');

const nameWords = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
