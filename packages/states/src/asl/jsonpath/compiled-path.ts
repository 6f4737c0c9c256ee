import type { Json } from '../json.ts';
import type { Scope } from '../scope.ts';
import type { PathSyntax } from './syntax.ts';

/** A compiled path: built once with the definition, read any number of times. */
export interface CompiledPath {
  readonly source: string;
  readonly syntax: PathSyntax;
  readonly definite: boolean;
  /** Undefined where a definite path finds nothing; an indefinite one gives a list, empty if need be. */
  read(scope: Scope): Json | undefined;
  /** Why `read` found nothing, in AWS's words (`No results for path: $['a']`). */
  missing(scope: Scope): string;
}
