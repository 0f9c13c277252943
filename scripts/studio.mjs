// `npm run studio`: builds what is stale, then runs a twin of Suzhou's six-in-one microgrid and serves its page. A scenario
// file of one's own and further arguments of `sixfold live` are passed on: npm run studio -- my-site.yaml --speed 600
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
const given = process.argv.slice(2);
const file = given[0] === undefined || given[0].startsWith('-') ? ['simulations/suzhou-six-in-one.yaml'] : [];
process.argv = [process.execPath, at('bin/sixfold.js'), 'live', ...file, ...given];
await import('../bin/sixfold.js');
