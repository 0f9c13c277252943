// Points a second into a real InfluxDB 1.x: the store (spool on disk, zipped) beside a bare loop that writes the same lines
// with fetch and nothing else, in turn within one run. Needs influxd.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dist, median, report } from './timing.mjs';

const { openInfluxStore } = await import(dist('io/influxStore.js'));

if (spawnSync('influxd', ['version'], { stdio: 'ignore' }).error !== undefined) {
  console.log('\nInfluxDB: skipped, influxd is not installed');
  process.exit(0);
}
const port = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const folder = mkdtempSync(join(tmpdir(), 'sixfold-influx-'));
const [rpc, http] = [await port(), await port()];
const url = `http://127.0.0.1:${http}`;
writeFileSync(
  join(folder, 'c.conf'),
  `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
`,
);
const influxd = spawn('influxd', ['-config', join(folder, 'c.conf')], { stdio: 'ignore' });
const ask = (q) => fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q }) });

const COMPONENTS = 200;
const FIELDS = 4;
const STEPS = 500;
const BATCH = 5000;
const columns = Array.from({ length: COMPONENTS * FIELDS }, (_, k) => {
  const c = Math.floor(k / FIELDS);
  const signal = `s${k % FIELDS}_kW`;
  const base = { component: `c${c}`, kind: `kind${c % 20}`, signal, unit: 'kW', role: 'signal', laws: [] };
  return { name: `c${c}.${signal}`, ...base };
});
const values = columns.map((_, k) => Float64Array.from({ length: STEPS }, (_v, r) => Math.sin(k + r * 0.1) * 100));
const start_ms = 1_700_000_000_000;

async function bare(round) {
  let lines = '';
  let count = 0;
  const send = async () => {
    const response = await fetch(`${url}/write?db=bench&precision=ms`, { method: 'POST', body: lines });
    if (response.status !== 204) throw new Error(await response.text());
    lines = '';
    count = 0;
  };
  for (let i = 0; i < STEPS; i++)
    for (let c = 0; c < COMPONENTS; c++) {
      const at = c * FIELDS;
      lines += `kind${c % 20},component=c${c},run=bare${round},site=bench s0_kW=${values[at][i]},s1_kW=${values[at + 1][i]},s2_kW=${values[at + 2][i]},s3_kW=${values[at + 3][i]} ${start_ms + i * 1000}\n`;
      if (++count === BATCH) await send();
    }
  if (count > 0) await send();
}

async function stored(round) {
  const spool = { folder: join(folder, `spool${round}`) };
  const store = await openInfluxStore({ url, database: 'bench' }, { spool });
  const id = `store${round}`;
  const run = { id, site: 'bench', scenario: 'bench', fork: 0, start_ms, step_s: 1, zone: 'UTC', currency: 'CNY' };
  await store.begin({ ...run, columns, owners: {} });
  await store.drain(10_000);
  const start = performance.now();
  const EACH = 125;
  const appends = [];
  for (let first = 0; first < STEPS; first += EACH) {
    appends.push(store.append(id, { columns: values, at: first, first, count: EACH }));
    // As a run does it: no more than two blocks at a time.
    if (appends.length > 1) await appends.shift();
  }
  await Promise.all(appends);
  if (!(await store.drain(60_000))) throw new Error('not drained');
  const time = performance.now() - start;
  const { stored: points, refused, dropped } = store.health();
  if (points !== STEPS * COMPONENTS || refused + dropped > 0) throw new Error('points are missing');
  await store.close();
  return time;
}

try {
  for (let k = 0; k < 200; k++) {
    if (
      await fetch(`${url}/ping`).then(
        (r) => r.status === 204,
        () => false,
      )
    )
      break;
    await wait(50);
  }
  await ask('CREATE DATABASE bench');
  await bare('warm');
  await stored('warm');
  const times = { bare: [], store: [] };
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await bare(round);
    times.bare.push(performance.now() - start);
    times.store.push(await stored(round));
  }
  const perSecond = (time) => `${Math.round((STEPS * COMPONENTS) / time)} thousand points a second`;
  const share = median(times.bare) / median(times.store);
  report(`InfluxDB 1.x: ${STEPS * COMPONENTS} points of ${FIELDS} fields, median of 5`, [
    ['a bare loop of line protocol', perSecond(median(times.bare))],
    ['the store, spooled and zipped', perSecond(median(times.store))],
    ['share (asked: at least 80 %)', `${Math.round(100 * share)} %`],
  ]);
} finally {
  influxd.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
