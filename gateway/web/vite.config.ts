import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The gateway serves two pages under a content security policy without inline scripts or styles, so nothing is inlined.
export default defineConfig({
  build: {
    outDir: process.env['WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: [resolve(import.meta.dirname, 'index.html'), resolve(import.meta.dirname, 'watch.html')],
    },
  },
  server: {
    proxy: { '/api': 'http://localhost:8080', '/live': 'http://localhost:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
  },
});
