import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from './vitest.shared.ts';

const exclude = [...configDefaults.exclude, '**/*.long.test.ts', '**/*.{dynamodb,s3}.test.ts'];

const project = (name: string, include: string[], { isolate }: { isolate: boolean }) => ({
  extends: true as const,
  test: { name, include, exclude, isolate, testTimeout: 60_000, hookTimeout: 60_000 },
});

/** What is started last goes on alone when all else is done: the one file that takes longest is short, and would be that. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/e2e/crash.test.ts');
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // The slow files drive servers and browsers and mostly wait: one worker a core would leave the cores idle.
      maxWorkers: Math.max(4, availableParallelism()),
      sequence: { sequencer: LongestFirst },
      projects: [
        // Rooms without state of their own, and servers that each test starts and stops: loading what they share once a
        // worker, not once a file, saves a good part of the work.
        project('packages', ['packages/*/src/**/*.test.ts', 'workflow/**/*.test.ts'], { isolate: false }),
        project('whole', ['apps/*/e2e/**/*.test.{ts,tsx}'], { isolate: false }),
        project('apps', ['apps/*/{src,build,rehearsal}/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], { isolate: true }),
      ],
    },
  }),
);
