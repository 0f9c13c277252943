import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Needs Chromium, so it is not part of `npm test`: run it with `npm run test:browser`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
