// `npm start`: builds what is stale, then runs the year of Suzhou's six-in-one microgrid. Further arguments are passed on:
// npm start -- --out /tmp/year
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isStale } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
if (isStale(root)) {
  console.error('sixfold: building ...');
  const { status } = spawnSync(process.execPath, [at('scripts/build.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
process.chdir(root);
process.on('exit', (code) => {
  if (code === 0) console.log('See it live, and drag a slider: npm run studio');
});
process.argv = [
  process.execPath,
  at('bin/sixfold.js'),
  'run',
  'simulations/suzhou-six-in-one.yaml',
  ...process.argv.slice(2),
];
await import('../bin/sixfold.js');
