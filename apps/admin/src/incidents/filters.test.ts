import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attentionFlags,
  filterStatuses,
  filtersFromQuery,
  filtersFromSearch,
  type IncidentFilters,
  isNarrowed,
  noFilters,
  queryFromFilters,
  requestOf,
  searchFromFilters,
  sorts,
} from './filters.ts';

const words = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .map((text) => text.trim())
  .filter(Boolean);
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const anyFilters: fc.Arbitrary<IncidentFilters> = fc
  .record(
    {
      status: fc.subarray([...filterStatuses]),
      attention: fc.subarray([...attentionFlags]),
      sort: fc.constantFrom(...sorts),
      reporter: words,
      student: words,
      unit: words,
      faculty: words,
      dueFrom: day,
      dueBefore: day,
      q: words,
    },
    { requiredKeys: ['status', 'attention', 'sort'] },
  )
  .map((filters) => filters as IncidentFilters);

describe('address', () => {
  test('gives back every filter that was written to it', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        const address = searchFromFilters(filters).toString();
        expect(filtersFromSearch(new URLSearchParams(address))).toEqual(filters);
      }),
    );
  });

  test('is empty for the list as it is without filters', () => {
    expect(searchFromFilters(noFilters).toString()).toBe('');
  });

  test('leaves out what it does not know', () => {
    const search = new URLSearchParams('status=exam-open,melted&dueFrom=tomorrow&sort=colour&stopped=yes&x=1');
    expect(filtersFromSearch(search)).toEqual({ ...noFilters, status: ['exam-open'] });
  });
});

describe('property filter', () => {
  test('gives back every filter that was shown in it', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        expect(filtersFromQuery(queryFromFilters(filters), filters.sort)).toEqual(filters);
      }),
    );
  });

  test('joins free texts and keeps the last of what can be once', () => {
    const filters = filtersFromQuery(
      {
        operation: 'and',
        tokens: [
          { operator: ':', value: 'essay' },
          { operator: ':', value: 'li' },
          { propertyKey: 'unit', operator: '=', value: 'HIST1001' },
          { propertyKey: 'unit', operator: '=', value: 'LAW2002' },
          { propertyKey: 'due', operator: '<', value: 'no date' },
          { propertyKey: 'unknown', operator: '=', value: 'x' },
        ],
      },
      '-reportedAt',
    );
    expect(filters).toEqual({ ...noFilters, q: 'essay li', unit: 'LAW2002' });
  });
});

test('requestOf turns days into instants of the institution and flags into parameters', () => {
  const filters: IncidentFilters = {
    ...noFilters,
    status: ['exam-open', 'closed'],
    attention: ['notNotified'],
    dueFrom: '2026-12-07',
    dueBefore: '2026-12-14',
  };
  expect(requestOf(filters, 'Australia/Sydney')).toEqual({
    sort: '-reportedAt',
    status: 'exam-open,closed',
    notNotified: true,
    dueFrom: '2026-12-06T13:00:00.000Z',
    dueBefore: '2026-12-13T13:00:00.000Z',
  });
});

test('a sort alone does not narrow the list', () => {
  expect(isNarrowed({ ...noFilters, sort: 'deadline' })).toBe(false);
  expect(isNarrowed({ ...noFilters, q: 'x' })).toBe(true);
});
