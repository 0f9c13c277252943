// `npm run bench`: the timings of test/bench on the compiled code, with the machine and its load, for figures read off a
// busy machine mislead. A name chooses: npm run bench -- year
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const load = () =>
  loadavg()
    .map((v) => v.toFixed(2))
    .join(' ');
const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
);
console.log(`load before ${load()}`);
const wanted = process.argv.slice(2);
const files = readdirSync(new URL('../test/bench/', import.meta.url)).filter(
  (name) => name.endsWith('.bench.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
);
let failed = 0;
for (const name of files) {
  const { status } = spawnSync(process.execPath, [`test/bench/${name}`], { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed = 1;
}
console.log(`\nload after ${load()}`);
process.exit(files.length === 0 ? 1 : failed);
