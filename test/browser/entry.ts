/**
 * What both engines compute and compare byte by byte. Pure, so that it can be bundled for a browser. Each part gives a
 * name and numbers; the digest has a line for each part, so that a difference names what differs.
 */
import { normal, streamOf, uniform } from '../../src/core/chance.ts';
import * as math from '../../src/core/math.ts';
import { airDensity, pressureAtAltitude_kPa } from '../../src/core/physics/airDensity.ts';
import { humidityRatio, saturationPressure_kPa, wetBulb_degC } from '../../src/core/physics/moistAir.ts';
import { sunColumns, sunPosition } from '../../src/core/physics/sun.ts';
import { waterHeat_kWh_per_m3K } from '../../src/core/physics/water.ts';
import { civilOf, utcMs } from '../../src/core/timeGrid.ts';
import { loadScenario, simulate } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { battery } from '../../src/models/battery.ts';
import { template } from '../../src/scenario/template.ts';
import { bench } from '../models/bench.ts';
import { Digest } from './digest.ts';

const STREAM = streamOf('bits');
const N = 4000;
/** Number `i` of an even spread over [lo, hi), the same in every engine. */
const even = (i: number, lo: number, hi: number): number => lo + (hi - lo) * uniform(1, STREAM, i);

type Part = readonly [name: string, fill: (digest: Digest) => void];
const of = (name: string, f: (i: number) => number): Part => [
  name,
  (digest) => {
    for (let i = 0; i < N; i++) digest.add(f(i));
  },
];

/** A year by quarters of a day of one component under ever other targets: states feed back, so one bit spreads. */
const batteryRun: Part = [
  'battery',
  (digest) => {
    const given = { capacity_kWh: 400, charge_kW: 120, discharge_kW: 150, standby_kW: 0.3 };
    const b = bench(battery, given, { step_s: 900 });
    let energy_kWh = 200;
    for (let i = 0; i < 1460; i++) {
      const out = b.run({ x: { energy_kWh }, target: even(i, -140, 160) });
      energy_kWh = out.energy_kWh!;
      for (const v of Object.values(out)) digest.add(v);
    }
  },
];

/** The sun of Suzhou over a year of hours, all columns. */
const sunYear: Part = [
  'sunColumns',
  (digest) => {
    const grid = { start_ms: utcMs(2022, 12, 31, 16), step_s: 3600, length: 8760 };
    const columns = sunColumns(grid, { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 });
    for (const column of Object.values(columns) as Float64Array[]) for (const v of column) digest.add(v);
  },
];
/** A whole week of a site with engine, boiler, battery and sun: reading, rules, audits, sums, every recorded number. */
const week: Part = [
  'week',
  (digest) => {
    const text = template('week').replace('end: 2024-01-01T00:00, step_s: 3600', 'end: 2023-01-08T00:00, step_s: 900');
    const outside = { files: { read: () => ({ file: 'week.yaml', text }) }, zones: zoneRules };
    const { table, totals, compiled } = simulate(loadScenario('week.yaml', outside));
    for (const column of table.columns) for (const v of column) digest.add(v);
    compiled.run.components.forEach((c, k) => {
      for (const name of c.outputs) digest.add(totals[k]!.sum(name));
    });
  },
];
const MINUTES_20_YEARS = 10_519_200;

const PARTS: readonly Part[] = [
  of('uniform', (i) => uniform(7, STREAM, i)),
  of('normal', (i) => normal(7, STREAM, i)),
  of('exp', (i) => math.exp(even(i, -40, 40))),
  of('expm1', (i) => math.expm1(even(i, -1, 1))),
  of('ln', (i) => math.ln(even(i, 1e-9, 1000))),
  of('log1p', (i) => math.log1p(even(i, -0.99, 10))),
  of('log10', (i) => math.log10(even(i, 1e-9, 1000))),
  of('pow', (i) => math.pow(even(i, 0.01, 200), even(i + N, -6, 6))),
  of('cbrt', (i) => math.cbrt(even(i, -1000, 1000))),
  of('sin', (i) => math.sin(even(i, -1000, 1000))),
  of('cos', (i) => math.cos(even(i, -1000, 1000))),
  of('tan', (i) => math.tan(even(i, -1.57, 1.57))),
  of('asin', (i) => math.asin(even(i, -1, 1))),
  of('acos', (i) => math.acos(even(i, -1, 1))),
  of('atan', (i) => math.atan(even(i, -100, 100))),
  of('atan2', (i) => math.atan2(even(i, -9, 9), even(i + N, -9, 9))),
  of('tanh', (i) => math.tanh(even(i, -9, 9))),
  of('hypot', (i) => Math.hypot(even(i, -9, 9), even(i + N, -9, 9))),
  of('sqrt', (i) => Math.sqrt(even(i, 0, 1e6))),
  of('civil', (i) => {
    const c = civilOf(utcMs(2023, 1, 1) + i * 7_919_000);
    return ((c.year * 12 + c.month) * 31 + c.day) * 86_400 + (c.hour * 60 + c.minute) * 60 + c.second;
  }),
  of('sunPosition', (i) => {
    const time_ms = utcMs(2015, 1, 1) + Math.floor(even(i, 0, MINUTES_20_YEARS)) * 60_000;
    const sun = sunPosition(time_ms, even(i + N, -80, 80), even(i + 2 * N, -180, 180));
    return sun.zenith_deg + 1000 * sun.azimuth_deg;
  }),
  sunYear,
  of('saturation', (i) => saturationPressure_kPa(even(i, -30, 60))),
  of('wetBulb', (i) => wetBulb_degC(even(i, -20, 45), even(i + N, 0.05, 1), even(i + 2 * N, 90, 104))),
  of('humidity', (i) => humidityRatio(even(i, -20, 45), even(i + N, 0, 1), 101.325)),
  of('air', (i) => airDensity(pressureAtAltitude_kPa(even(i, 0, 3000)), even(i + N, -20, 45), even(i + 2 * N, 0, 150))),
  of('water', (i) => waterHeat_kWh_per_m3K(even(i, 0, 100))),
  batteryRun,
  week,
];

/** One line per part: its name, how many numbers it gave and 128 bits of their bytes. */
export const digest = (): string =>
  PARTS.map(([name, fill]) => {
    const sum = new Digest();
    fill(sum);
    return `${name} ${sum.count} ${sum.text()}`;
  }).join('\n');

/** The same with what engines bring along: shows on a report how far apart they are. */
export const nativeDigest = (): string => {
  const sum = new Digest();
  for (let i = 0; i < N; i++) {
    const x = even(i, -40, 40);
    for (const v of [Math.exp(x), (x + 41) ** 1.7, Math.sin(x), Math.tanh(x), Math.atan2(x, 3)]) sum.add(v);
  }
  return sum.text();
};
