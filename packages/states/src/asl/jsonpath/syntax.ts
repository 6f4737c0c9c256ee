/** A JSONPath taken apart. Steps are those that Step Functions takes. */
export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly by?: number }
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** `..`: what follows is looked for at every depth. */
  | { readonly kind: 'descend' }
  | { readonly kind: 'length' };

/** Where a path begins: the data, the context object, a variable, or (in filters) the item looked at. */
export type Root =
  | { readonly kind: 'data' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'item' };

export interface PathSyntax {
  readonly root: Root;
  readonly steps: readonly Step[];
}

export type Filter =
  | { readonly kind: 'or' | 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'exists'; readonly path: PathSyntax }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly left: Operand; readonly right: Operand };

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | 'in' | 'nin';

export type Operand =
  | { readonly kind: 'path'; readonly path: PathSyntax }
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'list'; readonly values: readonly (null | boolean | number | string)[] }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string };

/** True where the path can only ever mean one value: ResultPath and the like must be so. */
export function isDefinite(path: PathSyntax): boolean {
  return path.steps.every((s) => s.kind === 'member' || s.kind === 'index' || s.kind === 'length');
}

/** True where a value can be put there: members and non-negative indices alone, from the data. */
export function isReferencePath(path: PathSyntax): boolean {
  return (
    path.root.kind === 'data' && path.steps.every((s) => s.kind === 'member' || (s.kind === 'index' && s.index >= 0))
  );
}

/** The path as messages show it: `$['a'][0]`. */
export function normalised(steps: readonly Step[]): string {
  let text = '$';
  for (const step of steps) {
    if (step.kind === 'member') text += `['${step.name}']`;
    else if (step.kind === 'index') text += `[${step.index}]`;
    else if (step.kind === 'length') text += '.length()';
    else text += '[*]';
  }
  return text;
}
