import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

const exclude = [...configDefaults.exclude, '**/*.long.test.ts', '**/*.{dynamodb,s3}.test.ts'];

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // The slow files drive servers and browsers and mostly wait: one worker a core would leave the cores idle.
      maxWorkers: Math.max(3, availableParallelism()),
      projects: [
        {
          extends: true,
          test: {
            name: 'packages',
            include: ['packages/*/src/**/*.test.ts', 'workflow/**/*.test.ts'],
            exclude,
            testTimeout: 60_000,
            hookTimeout: 60_000,
            // Rooms without state of their own: loading what they share once a worker, not once a file, halves the work.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: 'apps',
            include: ['apps/*/{src,e2e,build,rehearsal}/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
            exclude,
            testTimeout: 60_000,
            hookTimeout: 60_000,
          },
        },
      ],
    },
  }),
);
