// `npm run bench`: the timings of test/bench, with the machine and its load, for figures read off a busy machine mislead.
// Arguments are passed on: npm run bench -- loop
import { cpus, loadavg, totalmem } from 'node:os';
import { vitest } from './vitest.mjs';

const load = () =>
  loadavg()
    .map((v) => v.toFixed(2))
    .join(' ');
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
);
console.log(`load before ${load()}`);
process.exitCode = await vitest(['bench', '--run', ...process.argv.slice(2)]);
console.log(`load after ${load()}`);
