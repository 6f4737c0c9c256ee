/** The methods of Java's String that templates may call, as Java defines them: `replaceAll` and its kin take patterns. */
export const stringMethods: Readonly<Record<string, (self: string, ...args: unknown[]) => unknown>> = {
  charAt: (self, index) => self.charAt(Number(index)),
  concat: (self, other) => self + text(other),
  contains: (self, other) => self.includes(text(other)),
  endsWith: (self, other) => self.endsWith(text(other)),
  equals: (self, other) => self === other,
  equalsIgnoreCase: (self, other) => self.toLowerCase() === text(other).toLowerCase(),
  indexOf: (self, other) => self.indexOf(text(other)),
  isEmpty: (self) => self.length === 0,
  lastIndexOf: (self, other) => self.lastIndexOf(text(other)),
  length: (self) => self.length,
  matches: (self, pattern) => new RegExp(`^(?:${text(pattern)})$`, 'su').test(self),
  replace: (self, target, replacement) => self.replaceAll(text(target), () => text(replacement)),
  replaceAll: (self, pattern, replacement) => replaceMatches(self, text(pattern), text(replacement), 'gu'),
  replaceFirst: (self, pattern, replacement) => replaceMatches(self, text(pattern), text(replacement), 'u'),
  split: (self, pattern) => splitAsJava(self, text(pattern)),
  startsWith: (self, other) => self.startsWith(text(other)),
  substring: (self, begin, end) => self.substring(Number(begin), end === undefined ? self.length : Number(end)),
  toLowerCase: (self) => self.toLowerCase(),
  toString: (self: string) => self,
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
};

const text = (value: unknown): string => String(value ?? '');

/** Java's replacement text: `$1` is a group, a backslash takes the next character as it is. */
function replaceMatches(self: string, pattern: string, replacement: string, flags: string): string {
  return self.replace(new RegExp(pattern, flags), (...match: unknown[]) =>
    replacement.replace(/\\([\s\S])|\$(\d)/gu, (_all, literal?: string, group?: string) =>
      literal === undefined ? text(match[Number(group)]) : literal,
    ),
  );
}

/** Trailing empty parts go, as in Java. */
function splitAsJava(self: string, pattern: string): string[] {
  const parts = self.split(new RegExp(pattern, 'u'));
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}
