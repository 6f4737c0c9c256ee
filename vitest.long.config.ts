import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

// What takes minutes: `.ci/run` calls it after `npm test`.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{packages,apps}/*/{src,e2e}/**/*.long.test.ts'],
      testTimeout: 20 * 60_000,
      hookTimeout: 5 * 60_000,
      fileParallelism: false,
    },
  }),
);
