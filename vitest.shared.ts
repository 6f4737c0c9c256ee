import { defineConfig } from 'vitest/config';

/** Only what hangs ends by the clock: a busy machine is no reason to fail. */
const PATIENCE_MS = 60_000;

// Tests run on the sources: the `source` condition of every package's exports, no build in between.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  test: {
    testTimeout: 5 * PATIENCE_MS,
    hookTimeout: 5 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS, interval: 20 } },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
});
