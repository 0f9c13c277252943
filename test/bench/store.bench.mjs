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
const perSecond = (points, time_ms) => `${Math.round(points / time_ms)} thousand points a second`;

const folder = mkdtempSync(join(tmpdir(), 'sixfold-store-'));
try {
  const store = await openDuckStore(join(folder, 'bench.duckdb'));
  await store.begin(run('blocks'));
  const rounds = 60;
  let start = performance.now();
  for (let k = 0; k < rounds; k++) await store.append('blocks', block(k * ROWS, ROWS));
  const blocks = performance.now() - start;
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
  start = performance.now();
  await store.query({ run: 'blocks', component: 'c7', from_ms: 0, to_ms: 2e12, every_s: 900 });
  const query = performance.now() - start;
  await store.close();
  report(`DuckDB: ${KINDS * EACH} components of ${KINDS} kinds, ${FIELDS} fields each`, [
    [`blocks of ${ROWS} steps`, perSecond(rounds * ROWS * KINDS * EACH, blocks)],
    ['a step and a checkpoint a commit', `${ms(single / steps)} a commit`],
    ['means of 15 min of a component', ms(query)],
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
