// Points a second into DuckDB (a point is a component at a step, with all its fields), in blocks as a fast run hands them
// out and step by step as a live one does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, ms, report } from './timing.mjs';

const { openDuckStore } = await import(dist('io/duckStore.js'));

const KINDS = 20;
const EACH = 10;
const FIELDS = 7;
const columns = Array.from({ length: KINDS * EACH * FIELDS }, (_, k) => {
  const component = Math.floor(k / FIELDS);
  const signal = `s${k % FIELDS}_kW`;
  return {
    name: `c${component}.${signal}`,
    component: `c${component}`,
    kind: `kind${component % KINDS}`,
    signal,
    unit: 'kW',
    role: 'signal',
    laws: [],
  };
});
const run = (id) => ({
  id,
  site: 'bench',
  scenario: 'bench',
  fork: 0,
  start_ms: 1_700_000_000_000,
  step_s: 1,
  zone: 'UTC',
  currency: 'CNY',
  columns,
  owners: {},
});
const ROWS = 128;
const values = columns.map((_, k) => Float64Array.from({ length: ROWS }, (_v, r) => Math.sin(k + r * 0.1) * 100));
const block = (first, count) => ({ columns: values, at: 0, first, count });
/** Points that a run of many shows its memory over, in millions; what gathers until `FROM` is what the store may hold. */
const LONG = 10;
const FROM = 2;
const MB = 2 ** 20;

/** Slope of a straight line through the points. */
const slopeOf = (points) => {
  const mean = (of) => points.reduce((sum, p) => sum + of(p), 0) / points.length;
  const [x, y] = [mean((p) => p[0]), mean((p) => p[1])];
  return (
    points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0) / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0)
  );
};

const folder = mkdtempSync(join(tmpdir(), 'sixfold-store-'));
try {
  const store = await openDuckStore(join(folder, 'bench.duckdb'));
  await store.begin(run('blocks'));
  const points = ROWS * KINDS * EACH;
  const blocks = Math.round((LONG * 1e6) / points);
  const memory = [];
  let start = performance.now();
  const spent = process.cpuUsage();
  let early = 0;
  for (let k = 0; k < blocks; k++) {
    await store.append('blocks', block(k * ROWS, ROWS));
    const done = ((k + 1) * points) / 1e6;
    if (done <= FROM) early = performance.now() - start;
    if (done >= FROM) {
      // Of each million the least: while its log is worked in, the store holds more for a moment.
      const million = Math.floor(done);
      memory[million - FROM] = [
        million,
        Math.min(memory[million - FROM]?.[1] ?? Infinity, process.memoryUsage().rss / MB),
      ];
    }
  }
  const all = performance.now() - start;
  const { user, system } = process.cpuUsage(spent);
  if ((await store.count('blocks')) !== blocks * ROWS) throw new Error('not all steps are in the store');
  await store.begin(run('steps'));
  const steps = 200;
  start = performance.now();
  for (let k = 0; k < steps; k++)
    await store.appendWith(block(k, 1), {
      run: 'steps',
      index: k + 1,
      states: values[0],
      control: values[1],
      journaled: 0,
    });
  const single = performance.now() - start;
  if ((await store.lastCheckpoint('steps'))?.index !== steps) throw new Error('the last step has no checkpoint');
  start = performance.now();
  const found = await store.query({ run: 'blocks', component: 'c7', from_ms: 0, to_ms: 2e12, every_s: 900 });
  const query = performance.now() - start;
  if (!(found[0]?.values.length >= (blocks * ROWS) / 900)) throw new Error('the query did not find all');
  await store.close();
  const k_per_s = (count, time_ms) => `${Math.round(count / time_ms)} thousand points a second`;
  const [low, high] = [Math.min, Math.max].map((of) => of(...memory.map(([, y]) => y)).toFixed(0));
  report(`DuckDB: ${KINDS * EACH} components of ${KINDS} kinds, ${FIELDS} fields each, in blocks of ${ROWS} steps`, [
    [`the first ${FROM} million points (asked: 300)`, k_per_s(Math.floor((FROM * 1e6) / points) * points, early)],
    [`${LONG} million points (asked: 300)`, k_per_s(blocks * points, all)],
    ['by processor time alone, of all threads', k_per_s(blocks * points, (user + system) / 1000)],
    [
      `resident after ${FROM} million points (asked: no slope)`,
      `${slopeOf(memory).toFixed(1)} MB a million; ${low} to ${high} MB`,
    ],
    ['a step and a checkpoint a commit', `${ms(single / steps)} a commit`],
    ['means of 15 min of a component', ms(query)],
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
