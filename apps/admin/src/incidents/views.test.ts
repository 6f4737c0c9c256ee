import { describe, expect, test } from 'vitest';
import { builtInViews, parseViews, viewOf } from './views.ts';

describe('builtInViews', () => {
  test('offers lecturers one list, since they see only what they reported', () => {
    expect(builtInViews(false, '2026-12-07').map(({ id }) => id)).toEqual(['all']);
  });

  test('looks seven days ahead from today', () => {
    const due = builtInViews(true, '2026-12-28').find(({ id }) => id === 'due');
    expect(due?.search).toBe('status=exam-open&dueFrom=2026-12-28&dueBefore=2027-01-04&sort=deadline');
  });

  test('has no two views of one address', () => {
    const searches = builtInViews(true, '2026-12-28').map(({ search }) => search);
    expect(new Set(searches).size).toBe(searches.length);
  });
});

test('finds the view that an address shows', () => {
  const views = builtInViews(true, '2026-12-28');
  expect(viewOf(views, 'status=awaiting-decision')?.id).toBe('decide');
  expect(viewOf(views, '')?.id).toBe('all');
  expect(viewOf(views, 'q=x')).toBeUndefined();
});

test('leaves out saved views that are none', () => {
  expect(parseViews('[{"id":"1","name":"Law","search":"faculty=Law"},{"id":2},null]')).toHaveLength(1);
  expect(parseViews('{')).toEqual([]);
  expect(parseViews(null)).toEqual([]);
});
