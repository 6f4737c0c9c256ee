import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flatten, unflatten } from './flat-writes.ts';
import type { Write } from './writes.ts';

const text = fc.string({ unit: 'binary' });
const kind = fc.constantFrom('exam' as const, 'mail' as const);
const version = fc.nat();
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({
    type: fc.constant('put' as const),
    kind,
    id: text,
    expected: fc.constantFrom(undefined, null, 0, 7),
    body: text,
    places: fc.array(fc.record({ index: text, partition: text, sort: text }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('delete' as const), kind, id: text, expected: fc.constantFrom(undefined, 3) }),
  fc.record({ type: fc.constant('check' as const), kind, id: text, expected: version }),
  fc.record({
    type: fc.constant('audit' as const),
    note: fc.record({
      chain: text,
      at: text,
      actor: fc.constant({ kind: 'system', name: 'deadline' } as const),
      action: text,
      facts: fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        fc.oneof(text, fc.boolean(), fc.constant(null)),
        { noNullPrototype: true },
      ),
    }),
  }),
  fc.record({ type: fc.constant('count' as const), counter: text, by: version }),
  fc.record({ type: fc.constant('destroy-key' as const), studentNumber: text }),
);

it('brings every commit to the other side as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.array(write, { maxLength: 5 })), (commits) => {
      expect(unflatten(structuredClone(flatten(commits)))).toEqual(commits);
    }),
  );
});
