import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

// Served by the embedded host under /admin/, on one origin with the API (/api) and the issuer (/oidc).
export default defineConfig({
  base: '/admin/',
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The graph's layout engine is one large file of its own, loaded only where the graph is shown.
    chunkSizeWarningLimit: 1800,
    // Nothing is inlined as data: URLs, so that the content security policy needs no exception for them.
    assetsInlineLimit: 0,
  },
  server: { host: '127.0.0.1' },
});
