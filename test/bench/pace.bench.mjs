// 200 components in steps of a second at 60 times real time, for a minute of wall time: how late its frames are.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { report, root } from './timing.mjs';
import { startTwin } from './twin.mjs';

const SITES = 10;
const EACH = 20;
const SPEED = 60;
const MINUTE_S = 60;

/** One of the sites, all alike but for their sizes: engine, boilers, heat pump, sun, wind, stores, demands. */
const site = (k) => {
  const kW = 300 + 20 * k;
  const buses = [
    `  power${k}: { carrier: electricity, closers: [grid${k}, curtailed${k}, lost${k}] }`,
    `  gas${k}: { carrier: gas, closers: [supply${k}] }`,
    `  heat${k}: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [spill${k}, cold${k}] }`,
  ];
  const components = [
    `  grid${k}: { kind: gridConnection, bus: power${k}, tariff: power, importLimit_kW: 2000, exportLimit_kW: 1000 }`,
    `  curtailed${k}: { kind: curtailment, bus: power${k} }`,
    `  lost${k}: { kind: unserved, bus: power${k} }`,
    `  supply${k}: { kind: gasSupply, bus: gas${k}, tariff: gas, limit_kW: 5000 }`,
    `  spill${k}: { kind: dump, bus: heat${k} }`,
    `  cold${k}: { kind: unserved, bus: heat${k}, carrier: heat }`,
    `  chp${k}: { kind: gasEngine, ports: { gas: gas${k}, electricity: power${k}, heat: heat${k} }, rated_kW: ${kW} }`,
    ...['a', 'b'].map(
      (n) => `  boiler${k}${n}: { kind: boiler, ports: { gas: gas${k}, heat: heat${k} }, rated_kW: 400 }`,
    ),
    ...['a', 'b', 'c'].map((n) => `  pv${k}${n}: { kind: pv, bus: power${k}, rated_kWp: ${kW / 2}, tilt_deg: 15 }`),
    `  wind${k}: { kind: wind, bus: power${k}, count: 1 }`,
    ...['a', 'b'].map(
      (n) =>
        `  battery${k}${n}: { kind: battery, bus: power${k}, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }`,
    ),
    `  tank${k}: { kind: thermalStorage, bus: heat${k}, capacity_kWh: 500, charge_kW: 200, discharge_kW: 200 }`,
    ...['a', 'b'].map((n) => `  load${k}${n}: { kind: load, bus: power${k}, demand: ${kW / 2} }`),
    ...['a', 'b'].map((n) => `  warm${k}${n}: { kind: load, bus: heat${k}, carrier: heat, demand: ${kW / 3} }`),
  ];
  if (components.length !== EACH) throw new Error(`a site has ${components.length} components`);
  return { buses, components };
};
const sites = Array.from({ length: SITES }, (_, k) => site(k));
const scenario = `sixfold: 1
name: pace
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-06-01T11:00, end: 2023-06-01T14:00, step_s: 1 }
currency: CNY
economy: { exchange: { from: EUR, rate: 7.7, year: 2023 } }
weather: { generate: { climate: suzhou } }
buses:
${sites.flatMap(({ buses }) => buses).join('\n')}
tariffs:
  power: { energy: { price_money_per_kWh: 0.8 } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.3 } }
components:
${sites.flatMap(({ components }) => components).join('\n')}
`;

const file = join(root, 'simulations', '.pace.yaml');
writeFileSync(file, scenario);
try {
  const twin = await startTwin(file, ['--mode', 'step', '--speed', String(SPEED)]);
  const wall_ms = new Map();
  const told = [];
  twin.client.on('message', (at, payload) => {
    const message = JSON.parse(payload.toString());
    if (at.endsWith('/frame')) wall_ms.set(message.seq, message.wall_ms);
    else if (message.mode === 'paced') told.push(message.lag_ms);
  });
  await twin.client.subscribeAsync([`${twin.prefix}/frame`, `${twin.prefix}/clock`], { qos: 0 });
  await twin.command('clock/mode', { mode: 'paced' });
  await sleep(1000 * (MINUTE_S + 1));
  twin.stop();
  await twin.close();
  const seqs = [...wall_ms.keys()].sort((a, b) => a - b);
  const [first] = seqs;
  const steps = seqs.at(-1) - first + 1;
  if (seqs.length !== steps) throw new Error(`${seqs.length} frames came of ${steps}`);
  if (steps < SPEED * MINUTE_S * 0.9) throw new Error(`only ${steps} steps were taken in ${MINUTE_S} s`);
  // Against the first: deadlines are fixed, so a lag that grew would show at the end.
  const late = seqs.map((seq) => wall_ms.get(seq) - wall_ms.get(first) - ((seq - first) * 1000) / SPEED);
  const least = Math.min(...late);
  const lags = late.map((v) => v - least);
  const sorted = [...lags].sort((a, b) => a - b);
  const at = (share) => `${sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0)} ms`;
  const ending = lags.slice(-SPEED).sort((a, b) => a - b)[SPEED / 2];
  report(`${SITES * EACH} components, steps of 1 s, ${SPEED} times real time, a minute: frames told and stored`, [
    ['steps', `${steps} in ${((wall_ms.get(seqs.at(-1)) - wall_ms.get(first)) / 1000).toFixed(1)} s`],
    [
      `late by (asked: no lag; a step lasts ${(1000 / SPEED).toFixed(0)} ms)`,
      `${at(0.5)} median, ${at(0.99)} of 99 %, ${at(1)} at most`,
    ],
    ['late in the last second', `${ending.toFixed(0)} ms`],
    ['the clock itself says', `${Math.max(...told).toFixed(0)} ms at most`],
  ]);
} finally {
  rmSync(file, { force: true });
}
