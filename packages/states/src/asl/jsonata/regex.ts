import { type Matcher, RE2JS } from 're2js';
import { FunctionArgumentError, OUT_OF_TIME } from './functions.ts';

/** So many matches one use of a regular expression gives at most. */
const MAX_MATCHES = 50_000;

/**
 * Stands in for RegExp where the library makes one, so that no regular expression takes more than linear time. The
 * library uses `exec` and `lastIndex` alone.
 */
export class LinearRegExp {
  lastIndex = 0;
  private readonly pattern: RE2JS;
  private matches = 0;
  /** What looks through the text that was given last, and where it stands. */
  private last: { readonly text: string; readonly matcher: Matcher; end: number } | undefined;

  constructor(pattern: RegExp) {
    let flags = 0;
    if (pattern.flags.includes('i')) flags |= RE2JS.CASE_INSENSITIVE;
    if (pattern.flags.includes('m')) flags |= RE2JS.MULTILINE;
    if (pattern.flags.includes('s')) flags |= RE2JS.DOTALL;
    this.pattern = RE2JS.compile(pattern.source, flags);
  }

  exec(text: string): RegExpExecArray | null {
    if (++this.matches > MAX_MATCHES) throw new FunctionArgumentError(OUT_OF_TIME);
    if (this.last?.text !== text) this.last = { text, matcher: this.pattern.matcher(text), end: -1 };
    const { last } = this;
    const { matcher } = last;
    // To go on is much cheaper than to begin again.
    const found =
      this.lastIndex <= text.length && (this.lastIndex === last.end ? matcher.find() : matcher.find(this.lastIndex));
    if (!found) {
      this.last = undefined;
      this.lastIndex = 0;
      return null;
    }
    last.end = matcher.end();
    this.lastIndex = last.end;
    const groups: (string | undefined)[] = [];
    for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i) ?? undefined);
    return Object.assign(groups as string[], { index: matcher.start(), input: text, 0: matcher.group(0) ?? '' });
  }
}
