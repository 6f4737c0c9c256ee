import { describe, expect, it } from 'vitest';
import { chains, chosenChain } from './chains.ts';

const officeChains = ['bank', 'policy', 'staff', 'system', 'templates'];

describe('the chains to choose from', () => {
  it('are those of the office and the one of an incident', () => {
    expect(chains.map(({ value }) => value).sort()).toEqual([...officeChains, 'incident'].sort());
  });

  it.each([null, ''])('are offered where the address asks for none: %j', (asked) => {
    expect(chosenChain(asked)).toBeUndefined();
  });

  it.each(officeChains)('are found by name: %s', (asked) => {
    expect(chosenChain(asked)).toMatchObject({ choice: { value: asked }, incidentId: '' });
  });

  it('take anything else for the id of an incident', () => {
    expect(chosenChain('incident')).toMatchObject({ choice: { value: 'incident' }, incidentId: '' });
    expect(chosenChain('7k3m9q')).toMatchObject({ choice: { value: 'incident' }, incidentId: '7k3m9q' });
  });
});
