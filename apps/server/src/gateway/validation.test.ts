import { expect, it } from 'vitest';
import { readShipped } from '../host/shipped.ts';
import { readDocument } from './document.ts';
import { createValidation } from './validation.ts';

it('has a schema that compiles for every parameter and body of the shipped document', () => {
  const document = readDocument(readShipped().apiDocument);
  const validation = createValidation(document);
  for (const operation of document.operations) {
    const given = Object.fromEntries(operation.parameters.map(({ name }) => [name.toLowerCase(), '\u0000']));
    const byName = { ...given, ...Object.fromEntries(operation.parameters.map(({ name }) => [name, '\u0000'])) };
    expect(Array.isArray(validation.parameters(operation, { path: byName, query: byName, header: given }))).toBe(true);
    const wrong = validation.body(operation, 'no body of ours');
    expect(wrong.length > 0).toBe(operation.bodyPointer !== undefined);
  }
  expect(document.operations.length).toBeGreaterThan(40);
});
