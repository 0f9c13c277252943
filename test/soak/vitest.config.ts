import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Long trials, not part of `npm test`: `npm run soak` runs them whole, `.ci/run` a seeded tenth. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/soak/**/*.test.ts'], testTimeout: 1_800_000, hookTimeout: 1_800_000 },
});
