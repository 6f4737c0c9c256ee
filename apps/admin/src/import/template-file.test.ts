import { expect, test } from 'vitest';
import { importColumns, templateFile } from './template-file.ts';

test('the file to fill in has every heading and no row that an import would take', () => {
  const lines = templateFile().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]?.split(',')).toEqual(importColumns.map(({ heading }) => heading));
  expect(lines[1]).toBe('');
});
