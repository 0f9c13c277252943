// Least cost of a site of seven carriers over 8,760 hours: the matrix, the whole solved at once, and by weeks first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { dist, median, ms, report, whole } from './timing.mjs';

const { assemble } = await import(dist('control/optimal/assemble.js'));
const { makePlan, solveWhole } = await import(dist('control/optimal/plan.js'));
const { highsHere } = await import(dist('io/highsSolver.js'));
const helper = fileURLToPath(new URL('../control/optimal/siteYear.ts', import.meta.url));
const { module } = await runnerImport(helper);

/** What the scenario says beside the site itself. */
const PLANNED = 'control: { planner: optimal, plan: { storeEnd: cyclic } }\n';

const timed = async (run) => {
  const start = performance.now();
  const value = await run();
  return { value, time: performance.now() - start };
};

let scenario;
try {
  scenario = module.siteYear({ hours: 8760 });
} catch (error) {
  console.log(`\nLeast cost of a year: left out, for there is no ../shared with its series (${error.message})`);
  process.exit(0);
}
const { run, rules } = scenario;
const options = {
  first: 0,
  steps: run.grid.length,
  commitment: 'relaxed',
  storeEnd: 'cyclic',
  storeSides: 'none',
  carbonPrice_money_per_kg: rules.carbonPrice_money_per_kg,
  variableOm_money_per_kWh: rules.variableOm_money_per_kWh,
  leads: new Map(),
  gap: 1e-6,
};
const builds = [];
let assembled;
for (let k = 0; k < 7; k++) {
  const start = performance.now();
  assembled = assemble(run, options);
  builds.push(performance.now() - start);
}
const { columns, rows, values } = assembled.problem;
const rowsOut = [
  ['columns, rows, coefficients', `${columns}, ${rows}, ${values.length}`],
  ['matrix built, first and median of 7', `${ms(builds[0])}, ${ms(median(builds))}`],
];
const solve = async (stretch) => {
  const session = await highsHere.open();
  const result = await timed(() => solveWhole(assembled, { ...options, stretch }, session));
  await session.close();
  return result;
};
// Once for nothing: the solver is compiled when it is first used.
await solve(8760).then(({ value }) => value);
const found = new Map();
for (const stretch of [240, 168, 73, 0]) {
  const { value, time } = await solve(stretch);
  found.set(stretch, value.objective);
  rowsOut.push([
    stretch === 0 ? 'solved at once' : `solved by stretches of ${stretch} h, then whole`,
    `${ms(time)}, ${value.iterations} iterations at the end, ${value.objective.toFixed(4)} EUR`,
  ]);
}
const session = await highsHere.open();
const { time } = await timed(() => makePlan(run, { ...options, stretch: 240 }, session));
await session.close();
/** A year of windows of `steps` hours, a day apart, each assembled anew and solved in the model of the last. */
const windows = async (steps) => {
  const days = await highsHere.open();
  const times = [];
  for (let first = 0; first + steps <= run.grid.length; first += 24) {
    const start = performance.now();
    const { problem } = assemble(run, { ...options, first, steps });
    const { status } = await days.solve(problem);
    if (status !== 'optimal') throw new Error(`window at ${first}: ${status}`);
    times.push(performance.now() - start);
  }
  await days.close();
  return times;
};
for (const steps of [24, 48]) {
  const times = await windows(steps);
  const total = times.reduce((sum, v) => sum + v, 0);
  rowsOut.push([`${times.length} windows of ${steps} h, all and median`, `${ms(total)}, ${ms(median(times))}`]);
}
const { another, conduct } = await import(dist('scenario/rolling.js'));
/** Model-predictive control over `steps` hours, a plan of 48 h each hour. */
const rolling = async (steps) => {
  const { plan } = scenario.cluster.spec.control;
  const one = another(scenario, { planner: 'mpc', plan: { ...plan, forecast: { method: 'perfect' }, horizon_h: 48 } });
  const run = await conduct(one, highsHere);
  await run.advance(48);
  const start = performance.now();
  await run.advance(steps);
  const time = performance.now() - start;
  if (run.plan.rolled.plans !== 48 + steps || run.plan.without.some((v) => v === 1))
    throw new Error('plans are missing');
  await run.close();
  return time;
};
const ROLLED = 1000;
const rolled_ms = await rolling(ROLLED);
rowsOut.push([
  `mpc: ${ROLLED} hourly plans of 48 h and the physics; scaled to 8,760 (asked 40 s)`,
  `${ms(rolled_ms)}; ${ms((rolled_ms * 8760) / ROLLED)}`,
]);
const { findSizes } = await import(dist('control/optimal/sizing.js'));
/** Six free sizes of the whole year, from weeks first; costs a year by multiple of what the site has. */
const free = {
  pv: [80_000 * 12, 30 / 12],
  wind: [215_000 * 9, 20 / 9],
  battery: [31_000 * 2, 20 / 2],
  tes: [700 * 20, 300 / 20],
  hp: [60_000 * 0.6, 8 / 0.6],
  ely: [75_000 * 2.5, 10 / 2.5],
};
const ranges = run.components.flatMap(({ id }, component) =>
  free[id] === undefined ? [] : [{ component, cost_money: free[id][0], from: 0, to: free[id][1], unit: 0 }],
);
const [operation, master] = [await highsHere.open(), await highsHere.open()];
const sized = await timed(() =>
  findSizes(
    run,
    ranges,
    {
      ...options,
      stretch: 240,
      sizeGap: 1e-3,
      maxRounds: 100,
      typical: { count: 12, length: 24, method: 'superposed' },
    },
    { operation, master },
  ),
);
await operation.close();
await master.close();
if (ranges.length !== 6 || sized.value.cost_money - sized.value.bound_money > 1e-3 * sized.value.cost_money)
  throw new Error('six sizes were not found to within 0.1 %');
rowsOut.push([
  'six free sizes to within 0.1 %, from typical days (native HiGHS: 213 s; asked 0.3 times that)',
  `${ms(sized.time)}, ${sized.value.rounds} whole years tried, ${sized.value.cost_money.toFixed(0)} EUR`,
]);
/** Largest memory of a process that plans the year at least cost, carries it out and writes its results and report. */
function planned_MB() {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-bench-'));
  try {
    for (const [name, text] of Object.entries(module.siteTexts({ hours: 8760 })))
      writeFileSync(join(folder, name), name.endsWith('.yaml') ? `${text}${PLANNED}` : text);
    whole(['bin/sixfold.js', 'run', join(folder, 'site.yaml'), '--out', join(folder, 'out')]);
    return JSON.parse(readFileSync(join(folder, 'out', 'run.json'), 'utf8')).residentMost_MB;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
rowsOut.push(
  ['a plan in all: matrix, solution, flows, prices', ms(time)],
  ['a whole command of the year, planned and carried out: resident at most (asked: 600 MB)', `${planned_MB()} MB`],
);
report(
  'Least cost of a site of seven carriers, 8,760 h (PyPSA 1.3: 20.5 s; native HiGHS handed the arrays: 7.7 s)',
  rowsOut,
);
const least = [...found.values()];
if (least.some((v) => Math.abs(v / 3545340.1281 - 1) > 1e-8)) {
  console.error(`the optima differ: ${least.join(', ')}`);
  process.exit(1);
}
process.exit(0);
