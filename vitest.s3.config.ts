import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

// What needs a server that speaks S3 (moto, by Python): `.ci/run` calls it from scripts/ci-aws.mjs.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{packages,apps}/*/src/**/*.s3.test.ts'],
      globalSetup: ['packages/persistence/src/testing/s3-setup.ts'],
      fileParallelism: false,
    },
  }),
);
