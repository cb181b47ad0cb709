import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const GATEWAY = process.env['GATEWAY'] ?? 'http://localhost:8080';

/** In a page, `<!-- include FILE -->` stands for that file: pages share their player. */
const includes: Plugin = {
  name: 'includes',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replace(/<!-- include (\S+) -->/g, (_, file: string) => readFileSync(resolve(import.meta.dirname, file), 'utf8')),
  },
};

/** The development server has the gateway's routes. */
const routes: Plugin = {
  name: 'routes',
  configureServer: (server) => {
    server.middlewares.use((request, _, next) => {
      const page = /^\/(?:(watch|embed)\/[a-z0-9]{16}|(studio)(?:\/[a-z0-9]{16})?|(admin))(?=$|\?)/.exec(request.url ?? '');
      if (page) {
        request.url = `/${page[1] ?? page[2] ?? page[3]}.html`;
      }
      next();
    });
  },
};

// The gateway serves the pages under a content security policy without inline scripts or styles, so nothing is inlined.
export default defineConfig({
  plugins: [includes, routes],
  build: {
    outDir: process.env['WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: ['index.html', 'watch.html', 'embed.html', 'studio.html', 'admin.html'].map((page) => resolve(import.meta.dirname, page)),
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/live', '/t', '/steer', '/chat', '/.well-known'].map((path) => [path, { target: GATEWAY, ws: path === '/chat' }]),
    ),
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
  },
});
