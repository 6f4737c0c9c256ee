import { defineConfig } from 'vitest/config';

// Tests run on the sources: the `source` condition of every package's exports, no build in between.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
});
