import { describe, expect, test } from 'vitest';
import { homeOf, may, navigationFor } from './gates.ts';

describe('navigationFor', () => {
  test('shows only pages whose operation the caller may call', () => {
    const lecturer = new Set(['listIncidents', 'reportIncident', 'getIncident']);
    expect(navigationFor(lecturer)).toEqual([{ title: '', pages: ['incidents', 'report'] }]);
  });

  test('leaves out groups with nothing in them', () => {
    expect(navigationFor(new Set(['getDashboard', 'getAuditChain'])).map(({ title }) => title)).toEqual([
      '',
      'Administration',
    ]);
  });

  test('is empty for a caller without permissions', () => {
    expect(navigationFor(new Set())).toEqual([]);
  });
});

test('starts a caller without a dashboard on the first page that they may use', () => {
  expect(homeOf(new Set(['listIncidents']))).toBe('/incidents');
  expect(homeOf(new Set(['getDashboard', 'listIncidents']))).toBe('/');
});

test('allows an operation only when the server lists it', () => {
  expect(may(new Set(['getPolicy']), 'putPolicy')).toBe(false);
  expect(may(new Set(['getPolicy', 'putPolicy']), 'putPolicy')).toBe(true);
});
