// The year of Suzhou's six-in-one: a process's first, then warm, against the models' own steps alone.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, interleave, median, ms, report, scenario, whole } from './timing.mjs';

const { loadScenario } = await import(dist('app/node.js'));
const { startSimulation } = await import(dist('scenario/simulation.js'));

const start = performance.now();
const first = loadScenario(scenario);
const loaded = performance.now();
startSimulation(first).advance(first.run.grid.length);
const simulated = performance.now();

const ready = loadScenario(scenario);
const { run } = ready;
const rewind = () => {
  for (const c of run.components) {
    const initial = c.kind.initial(c.q);
    c.x.set(initial);
    c.next.set(initial);
  }
};
/** The set points of the year, so that the bare steps do the same work: step by step, component by component. */
const width = run.components.reduce((n, c) => n + c.u.length, 0);
const setPoints = new Float64Array(width * run.grid.length);
let written = 0;
rewind();
startSimulation(ready, {
  observers: [
    {
      observe() {
        for (const c of run.components) for (const u of c.u) setPoints[written++] = u;
      },
    },
  ],
}).advance(run.grid.length);

const times = interleave(
  {
    load: () => loadScenario(scenario),
    year: () => {
      rewind();
      startSimulation(ready).advance(run.grid.length);
    },
    bare: () => {
      rewind();
      for (let i = 0, at = 0; i < run.grid.length; i++)
        for (let k = 0; k < run.components.length; k++) {
          const c = run.components[k];
          for (let n = 0; n < c.columns.length; n++) {
            const column = c.columns[n];
            if (typeof column !== 'number') c.w[n] = column[i];
          }
          for (let n = 0; n < c.x.length; n++) c.x[n] = c.next[n];
          for (let n = 0; n < c.u.length; n++) c.u[n] = setPoints[at++];
          c.step(c.q, c.x, c.w, c.u, 1, c.next, c.y);
        }
    },
  },
  25,
);
const year = median(times.year);
const bare = median(times.bare);
const steps = run.grid.length * run.components.length;
report(
  `The year: ${run.grid.length} steps, ${run.components.length} components, ${run.frame.length} columns recorded`,
  [
    ['read, check, series: a process’s first', ms(loaded - start)],
    ['the loop with rules and audits: a process’s first (asked: 300 ms)', ms(simulated - loaded)],
    ['read, check, series: warm', ms(median(times.load))],
    ['the loop with rules and audits: warm (asked: 60 ms)', ms(year)],
    ['the models’ own steps alone, same set points', ms(bare)],
    ['ratio of the loop to the bare steps (asked: 4)', (year / bare).toFixed(1)],
    ['component-steps a second, rules and audits included', `${(steps / year / 1000).toFixed(1)} million`],
  ],
);

const out = join(tmpdir(), 'sixfold-bench');
const cold = [1, 2, 3, 4, 5].map(
  () => whole(['bin/sixfold.js', 'run', 'simulations/suzhou-six-in-one.yaml', '--out', out]).time_ms,
);
const { residentMost_MB } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
report('The whole command, cold process to report, two references with it', [
  ['time, median of 5 (asked: under 2 s)', ms(median(cold))],
  ['resident at most', `${residentMost_MB} MB`],
]);
