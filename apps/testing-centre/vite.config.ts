import { defineConfig } from 'vite';

// The one script and the one style sheet of the pages, under fixed names: `assets.ts` adds the hash.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: 'dist/assets',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { exam: 'src/browser/exam.ts', styles: 'src/styles/exam.css' },
      output: { entryFileNames: '[name].js', assetFileNames: 'exam.[ext]' },
    },
  },
});
