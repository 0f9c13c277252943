import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/servers/**', 'test/browser/**', 'test/soak/**'],
    setupFiles: ['test/seeded.ts'],
    testTimeout: 30_000,
  },
});
