import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

// What needs more than Node (Java, for DynamoDB Local): `.ci/run` calls it after `npm test`.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{packages,apps}/*/{src,e2e}/**/*.dynamodb.test.ts'],
      globalSetup: ['packages/persistence/src/testing/dynamodb-local-setup.ts'],
      fileParallelism: false,
    },
  }),
);
