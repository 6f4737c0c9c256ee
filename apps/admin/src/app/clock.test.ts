import { expect, test } from 'vitest';
import { processTimeMs } from './clock.ts';

test('goes on at the speed of the process from the moment the settings were read', () => {
  const settings = { workflowNow: '2026-12-01T00:00:00.000Z', clockSpeed: 1440 };
  expect(new Date(processTimeMs(settings, 5_000, 65_000)).toISOString()).toBe('2026-12-02T00:00:00.000Z');
});
