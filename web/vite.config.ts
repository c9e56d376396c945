import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { mockApi } from './dev/mock'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ command, mode }) => ({
  root: here('.'),
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: here('./src/routes'),
      generatedRouteTree: here('./src/app/route-tree.gen.ts'),
      quoteStyle: 'single',
    }),
    // the public page is Preact's: each of its files says so, for esbuild and the compiler
    react({ exclude: [/\/src\/visit\//] }),
    tailwindcss(),
    // `vite --mode mock` answers the API from dev/, so that screens can be built without a server.
    command === 'serve' && mode === 'mock' && mockApi(),
  ],
  resolve: {
    alias: {
      '@': here('./src'),
      // The original injects <style> elements, which the Content-Security-Policy refuses; our page never scrolls.
      'react-remove-scroll': here('./src/ui/no-scroll-lock.tsx'),
    },
  },
  build: {
    outDir: here('../atende/static'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // the app, and the public booking page: a small entry of its own, into whose HTML the server writes
    rollupOptions: { input: { app: here('./index.html'), booking: here('./booking.html') } },
  },
  server: {
    port: 5173,
    proxy:
      mode === 'mock'
        ? undefined
        : { '/api': { target: process.env.ATENDE_URL ?? 'http://127.0.0.1:8400', changeOrigin: false } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: [here('./src/test-setup.ts')],
    restoreMocks: true,
    // How long until a test that hangs is given up; nothing is measured by it, and a busy machine is no fault of the app.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}))
