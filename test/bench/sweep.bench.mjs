// Cost of a run of a sweep and of what carries it: the rule-based year of the district with other parameters (CPU time,
// the ways taken in turn), the journal on the disk, and a job through Redis where redis-server is installed.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dist, report as table } from './timing.mjs';

const { nodeOutside } = await import(dist('app/node.js'));
const { notingFiles, definitionOf } = await import(dist('app/sweep/definition.js'));
const { caseRunner } = await import(dist('app/sweep/runCase.js'));
const { openJournal } = await import(dist('app/sweep/journal.js'));
const { openPool } = await import(dist('app/sweep/pool.js'));
const { conductSweep } = await import(dist('app/sweep/conductSweep.js'));
const { readScenario } = await import(dist('scenario/read.js'));
const { sweepPlanOf, trySweep } = await import(dist('scenario/sweepSetup.js'));
const { template } = await import(dist('scenario/template.js'));
const { sweepLength, sweepValues } = await import(dist('scenario/sweepPlan.js'));

const lines = [];
const report = (what, value) => lines.push([what, value]);
const ROUNDS = 10;
const cpu_ms = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const DISTRICT = fileURLToPath(new URL('../../simulations/suzhou-six-in-one.yaml', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'sixfold-sweep-'));
const site = (name, components) => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, components);
  return path;
};
/** Clusters by size: a year of grid, sun, battery and load, and of what `sixfold new` writes, with heat and a gas engine beside. */
const PLAIN = site(
  'plain',
  `sixfold: 1
name: plain
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-01-01T00:00, end: 2024-01-01T00:00, step_s: 3600 }
currency: CNY
seed: 1
weather: { generate: { climate: suzhou } }
buses: { power: { carrier: electricity, closers: [grid, spilt, lost] } }
tariffs:
  power:
    energy:
      periods: { peak: { price_money_per_kWh: 1.1 }, valley: { price_money_per_kWh: 0.4 } }
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: 8-22, valley: [0-8, 22-24] } }]
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  pv: { kind: pv, bus: power, rated_kWp: 300, tilt_deg: 20 }
  battery: { kind: battery, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }
  load: { kind: load, bus: power, demand: 150 }
`,
);
const TEMPLATE = site('template', template('template'));

function define(vary, file = DISTRICT) {
  const disk = nodeOutside(file);
  const { files, noted } = notingFiles(disk.files);
  const outside = { ...disk, files };
  const cluster = readScenario(file, outside);
  const plan = sweepPlanOf(cluster, { vary: [vary], samples: 0, latin: false });
  trySweep(file, outside, plan);
  return definitionOf({ version: 'bench', name: 'bench', currency: 'CNY', file, plan }, noted());
}

// What is varied decides what a run must do anew.
const ways = {
  'a size of a component': define('components.battery.capacity_kWh=100:500:10'),
  'the same of a site of 12 components with heat': define('components.battery.capacity_kWh=100:500:10', TEMPLATE),
  'the same of grid, sun, battery and load': define('components.battery.capacity_kWh=100:500:10', PLAIN),
  'what a component costs': define('components.battery.economics.capex_money=100000:500000:10000'),
  interest: define('economy.discountRate=0.04:0.08:0.001'),
  'a price in a tariff': define('tariffs.gas.energy.price_money_per_m3=2:4:0.05'),
};
const spent = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
const runners = Object.fromEntries(Object.entries(ways).map(([name, d]) => [name, caseRunner(d)]));
for (let round = 0; round < ROUNDS; round++)
  for (const [name, runner] of Object.entries(runners)) {
    const before = cpu_ms();
    const { error } = await runner(round);
    if (error !== undefined) throw new Error(error);
    if (round > 1) spent[name].push(cpu_ms() - before);
  }
for (const [name, list] of Object.entries(spent))
  report(
    `a year, varying ${name}`,
    `${median(list).toFixed(0)} ms of CPU, ${(2000 / median(list)).toFixed(0)} a second on two cores (asked: 60)`,
  );

try {
  const definition = ways['a size of a component'];
  const runs = sweepLength(definition.plan);
  for (const threads of [1, 2]) {
    const journal = openJournal(join(folder, `${threads}.journal`), definition.id);
    const pool = await openPool(definition, threads);
    const [from, before] = [performance.now(), cpu_ms()];
    await conductSweep({
      runs,
      valuesOf: sweepValues(definition.plan),
      journal,
      pool,
      onDone: () => undefined,
      stopped: () => false,
    });
    const wall_s = (performance.now() - from) / 1000;
    const busy_s = (cpu_ms() - before) / 1000;
    report(
      `${runs} years, ${threads} thread${threads > 1 ? 's' : ''}, started cold`,
      `${(runs / wall_s).toFixed(1)} a second by the clock, ${((1000 * busy_s) / runs).toFixed(0)} ms of CPU each`,
    );
    await pool.close();
    journal.close();
  }
  const row = {
    run: 0,
    values: [1],
    figures: Object.fromEntries(Array.from({ length: 48 }, (_, k) => [`figure${k}`, k / 7])),
  };
  const journal = openJournal(join(folder, 'many.journal'), 'bench');
  const from = performance.now();
  for (let run = 0; run < 500; run++) journal.add([{ ...row, run }]);
  report(
    'a row into the journal, fsynced',
    `${((performance.now() - from) / 500).toFixed(2)} ms by the clock, ${JSON.stringify(row).length} bytes`,
  );
  journal.close();
  await throughRedis(row, definition);
  table('A run of a sweep of the district, and what carries it', lines);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a job costs beside its run: queue, hand out, record, collect, all in this process but Redis itself. */
async function throughRedis(row, definition) {
  const port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  const failed = new Promise((done) => redis.once('error', () => done(true)));
  if (await Promise.race([failed, wait(1000).then(() => false)])) {
    report('a job through Redis', 'redis-server is not installed');
    return;
  }
  const { dialRedis } = await import(dist('app/sweep/redisLink.js'));
  const queueing = await import(dist('app/sweep/sweepQueue.js'));
  const { Worker } = await import('bullmq');
  const link = await dialRedis(`redis://127.0.0.1:${port}`, { gone: () => undefined, back: () => undefined });
  const queue = queueing.openQueue(link);
  try {
    const jobs = 2000;
    let at = cpu_ms();
    const lap = (name) => {
      report(`${name}`, `${((cpu_ms() - at) / jobs).toFixed(2)} ms of CPU a job`);
      at = cpu_ms();
    };
    await queueing.publish(link, definition);
    await queueing.enqueue(
      queue,
      definition.id,
      Array.from({ length: jobs }, (_, k) => k),
    );
    lap('hand over');
    let left = jobs;
    await new Promise((done) => {
      const worker = new Worker(
        queueing.QUEUE,
        async ({ data }) => {
          await queueing.record(link, definition.id, { ...row, run: data.run });
          if (--left === 0) setImmediate(() => worker.close().then(done));
        },
        { connection: link, concurrency: 2 },
      );
    });
    lap('take and record');
    const rows = [];
    for (let from = 0; from < jobs; from += 1000)
      rows.push(...(await queueing.rowsFrom(link, definition.id, from, 1000)));
    lap('collect');
    const info = await link.info('cpu');
    const redis_s = Number(/used_cpu_sys:([\d.]+)/.exec(info)[1]) + Number(/used_cpu_user:([\d.]+)/.exec(info)[1]);
    report('a job through Redis: Redis itself', `${((1000 * redis_s) / jobs).toFixed(2)} ms of CPU a job`);
    const used = Number(/used_memory:(\d+)/.exec(await link.info('memory'))[1]);
    report(
      'a job through Redis: it holds',
      `${(used / 1024 / jobs).toFixed(1)} KiB a row of 48 figures, texts of the scenario included`,
    );
  } finally {
    await queue.close();
    link.disconnect();
    redis.kill();
  }
}
