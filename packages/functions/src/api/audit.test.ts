import { officeChains } from '@resit/integrity/audit/audit';
import { describe, expect, it } from 'vitest';
import { administrator, createTestApi } from '../testing/call-api.ts';
import { createOffice } from '../testing/office.ts';

const read = async (at: string, chain: string, query: Record<string, string> = {}) =>
  createTestApi(await createOffice()).call(administrator, at, { path: { chain }, query });

describe.each(['GET /audit/{chain}', 'GET /audit/{chain}/verify'])('%s', (at) => {
  it('answers 404 for a chain that there is not, so that a mistyped id is no incident without a history', async () => {
    expect(await read(at, 'three')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('answers with what there is of an incident', async () => {
    expect(await read(at, 'one')).toMatchObject({ status: 200, body: { chain: 'one' } });
  });

  it.each(officeChains)('knows the chain %s from the first day on', async (chain) => {
    expect((await read(at, chain)).status).toBe(200);
  });
});

it('answers an empty page after the last entry of a chain', async () => {
  expect(await read('GET /audit/{chain}', 'one', { after: '7' })).toMatchObject({ status: 200, body: { items: [] } });
});
