import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: [
        '{packages,apps}/*/{src,e2e,build}/**/*.test.{ts,tsx}',
        'workflow/**/*.test.ts',
        'scripts/**/*.test.ts',
      ],
      exclude: [...configDefaults.exclude, '**/*.long.test.ts', '**/*.dynamodb.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // The slow files drive servers and browsers and mostly wait: one worker a core would leave the cores idle.
      maxWorkers: Math.max(3, availableParallelism()),
    },
  }),
);
