// Times things on the compiled code, side by side within one run: these figures compare, they do not promise.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
export const scenario = `${root}simulations/suzhou-six-in-one.yaml`;

/** Runs each of the named functions `rounds` times in turn, so that all see the same load; milliseconds by name. */
export function interleave(functions, rounds) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let k = 0; k < rounds; k++)
    for (const [name, run] of Object.entries(functions)) {
      const start = performance.now();
      run();
      times[name].push(performance.now() - start);
    }
  return times;
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export function report(title, rows) {
  console.log(`\n${title}`);
  for (const [what, value] of rows) console.log(`  ${what.padEnd(58)} ${value}`);
}
export const ms = (v) => `${v.toFixed(v < 10 ? 2 : 0)} ms`;

/** Time and largest memory of a whole process. */
export function whole(args) {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { time_ms: performance.now() - start, stdout };
}
