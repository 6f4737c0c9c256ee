import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../scope.ts';
import { emptyScope } from '../testing/empty-scope.ts';
import { createEvaluator } from './evaluate.ts';
import { compileSync, NeedsLibrary } from './sync.ts';

const NAMES = ['a', 'b', 'c', 'input'];

const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json; array: Json; object: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 1, 2, -1, 1.5, '', 'a', 'b', '1'),
    tie('array'),
    tie('object'),
  ),
  array: fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Json>,
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
})).value;

const path = fc
  .tuple(
    fc.constantFrom('$states.input', '$states.result', '$x', '$states'),
    fc.array(fc.constantFrom(...NAMES), { maxLength: 4 }),
  )
  .map(([root, names]) => [root, ...names].join('.'));

const expressions: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    path,
    fc.constantFrom('1', '0', '-2', '"a"', "'b'", 'true', 'false', 'null', '$y'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', 'and', 'or'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    tie('expression').map((e) => `-(${e})`),
    tie('expression').map((e) => `(${e})`),
    fc
      .tuple(fc.constantFrom('not', 'exists', 'count', 'boolean', 'type'), tie('expression'))
      .map(([f, e]) => `$${f}(${e})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([c, a, b]) => `(${c}) ? (${a}) : (${b})`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
  ),
})).expression;

const context: JsonObject = { State: { Name: 'S' } };

const scopeOf = (input: Json, variables: JsonObject): Scope => emptyScope({ data: input, context, variables });

describe('synchronous JSONata', () => {
  const evaluate = createEvaluator();

  it('gives what the library gives, wherever it gives anything', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(expressions, data, data, async (source, input, x) => {
        const closure = compileSync(jsonata(source).ast());
        if (!closure) return;
        let value: Json | undefined;
        try {
          value = closure(scopeOf(input, { x }));
        } catch (error) {
          if (error instanceof NeedsLibrary) return;
          throw error;
        }
        compared++;
        const answer = await evaluate({
          source,
          bindings: { states: { input, context }, x },
          nowMs: 0,
          random: () => 0.5,
          newId: () => 'id',
        });
        expect(answer).toEqual(value === undefined ? { ok: true } : { ok: true, value });
      }),
      { numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it.each([
    '$sum([1,2])',
    '$states.input[0]',
    '$states.input.a[]',
    '$x.a.b{a: b}',
    '$map([1], function($v){$v})',
    '$$',
    '($a := 1)',
  ])('leaves %s to the library', (source) => {
    expect(compileSync(jsonata(source).ast())).toBeUndefined();
  });

  it('leaves a name that is not assigned to the library', () => {
    const closure = compileSync(jsonata('$sum').ast());
    expect(() => closure?.(scopeOf(null, {}))).toThrow(NeedsLibrary);
  });

  it('does not see what objects inherit', () => {
    const closure = compileSync(jsonata('$states.input.toString').ast());
    expect(closure?.(scopeOf({}, {}))).toBeUndefined();
  });
});
