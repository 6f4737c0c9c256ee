import { RE2JS } from 're2js';

/**
 * Stands in for RegExp where the library makes one, so that no regular expression takes more than linear time. The
 * library uses `exec` and `lastIndex` alone.
 */
export class LinearRegExp {
  lastIndex = 0;
  private readonly pattern: RE2JS;

  constructor(pattern: RegExp) {
    let flags = 0;
    if (pattern.flags.includes('i')) flags |= RE2JS.CASE_INSENSITIVE;
    if (pattern.flags.includes('m')) flags |= RE2JS.MULTILINE;
    if (pattern.flags.includes('s')) flags |= RE2JS.DOTALL;
    this.pattern = RE2JS.compile(pattern.source, flags);
  }

  exec(text: string): RegExpExecArray | null {
    const matcher = this.pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups: (string | undefined)[] = [];
    for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i) ?? undefined);
    return Object.assign(groups as string[], { index: matcher.start(), input: text, 0: matcher.group(0) ?? '' });
  }
}
