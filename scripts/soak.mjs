// `npm run soak`: the long trials of test/soak, whole. SOAK_SHARE=0.1 runs a tenth of each, as .ci/run does.
import { vitest } from './vitest.mjs';

const env = { SOAK_SHARE: process.env.SOAK_SHARE ?? '1' };
process.exitCode = await vitest(['run', '--config', 'test/soak/vitest.config.ts', ...process.argv.slice(2)], env);
