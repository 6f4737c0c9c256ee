import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from './vitest.shared.ts';

const exclude = [...configDefaults.exclude, '**/*.long.test.ts', '**/*.{dynamodb,s3}.test.ts'];

const project = (name: string, include: string[]) => ({
  extends: true as const,
  test: { name, include, exclude },
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
      maxWorkers: Math.max(3, availableParallelism()),
      sequence: { sequencer: LongestFirst },
      // What files share is loaded once a worker, not once a file: no room has a state of its own, and what a test changes
      // for all it puts back.
      isolate: false,
      projects: [
        project('packages', ['packages/*/src/**/*.test.ts', 'workflow/**/*.test.ts']),
        project('whole', ['apps/*/e2e/**/*.test.{ts,tsx}']),
        project('apps', ['apps/*/{src,build,rehearsal}/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts']),
      ],
    },
  }),
);
