import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Tests on real servers: Mosquitto, InfluxDB 1.6, VictoriaMetrics, Redis, each started by the test on free loopback ports. Not
 * part of `npm test`: run them with `npm run test:servers`.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/servers/**/*.test.ts'],
    setupFiles: ['test/seeded.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
