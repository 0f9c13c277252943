import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InverterParams, inverter } from '../../src/models/inverter.ts';
import {
  CEC_WEIGHTS,
  EUROPEAN_WEIGHTS,
  INVERTER_CURVE_NAMES,
  INVERTER_CURVES,
  weightedEfficiency,
} from '../../src/models/inverterCurves.ts';
import { between } from '../between.ts';
import { type ClusterSketch, cluster } from '../cluster.ts';
import { grid, load, unserved } from '../control/plant.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const unit = (params: object = {}): Bench => bench(inverter, { rated_kW: 12, ...params });

it.each([
  // input -> output of the ABB PVI-12.0 as the Sandia model has it, by hand with C0 = -1.23e-6 / W, Pso = 69.2 W:
  // x = in - 69.19901719; out = (12000 / 12294.66229 + 1.23e-6 * 12294.66229) x - 1.23e-6 x^2
  [12363.86131, 12000],
  [6000, 5835.08],
  [1000, 921.47],
])('takes %d W to give %d W', (input_W, output_W) => {
  const x = input_W - 69.19901719;
  const exact_W = (12000 / 12294.66229281 + 1.23e-6 * 12294.66229281) * x - 1.23e-6 * x * x;
  expect(Math.abs(exact_W - output_W)).toBeLessThan(0.5);
  const b = unit();
  const out = b.run({ target: exact_W / 1000 });
  expect(out.dc_kW).toBeCloseTo(-input_W / 1000, 9);
  expect(out.ac_kW).toBeCloseTo(exact_W / 1000, 12);
  expect(out.efficiency).toBeCloseTo(exact_W / input_W, 9);
  expect(plant(b).sort()).toEqual(['ac_kW', 'conversionLoss_kW', 'dc_kW']);
});

it('weighs its efficiency as Europe and California do', () => {
  // The CEC list gives this machine 97.0 %, its data sheet 97.3 % at best.
  expect(weightedEfficiency(INVERTER_CURVES.abbPvi12, CEC_WEIGHTS)).toBeCloseTo(0.97, 3);
  expect(weightedEfficiency(INVERTER_CURVES.abbPvi12, EUROPEAN_WEIGHTS)).toBeCloseTo(0.9655, 4);
  for (const weights of [CEC_WEIGHTS, EUROPEAN_WEIGHTS])
    expect(weights.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 12);
});

it('draws its standby at rest alone, and nothing in an outage', () => {
  const b = unit({ standby_kW: 0.01 });
  expect(b.run({})).toMatchObject({ dc_kW: -0.01, ac_kW: 0, standbyLoss_kW: 0.01, conversionLoss_kW: 0 });
  expect(plant(b).sort()).toEqual(['dc_kW', 'standbyLoss_kW']);
  expect(b.run({ target: 5 }).standbyLoss_kW).toBe(0);
  expect(b.run({ w: { available: 0 }, target: 5 })).toMatchObject({ dc_kW: 0, ac_kW: 0, standbyLoss_kW: 0 });
});

it('meets every target within its limits, loses some, closes', () => {
  for (const curve of INVERTER_CURVE_NAMES)
    for (const direction of ['toAc', 'toDc'] as const)
      fc.assert(
        fc.property(between(0, 1), between(0.5, 1), between(0, 1), (share, cosPhi, available) => {
          const b = unit({ curve, direction, cosPhi });
          b.run({ w: { available } });
          const [low, high, least] = b.limits();
          expect([low, high, least]).toEqual([0, 12 * cosPhi * available, 0]);
          const target = share * high;
          const out = b.run({ target });
          const [taken, given] = direction === 'toAc' ? [out.dc_kW!, out.ac_kW!] : [out.ac_kW!, out.dc_kW!];
          expect(Math.abs(given - target)).toBeLessThan(1e-9);
          expect(-taken).toBeGreaterThanOrEqual(given);
          expect(out.conversionLoss_kW).toBeGreaterThanOrEqual(0);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          expect(b.run({ target })).toEqual(out);
        }),
        { numRuns: 40 },
      );
});

it('keeps its power factor on the AC side', () => {
  const takes = unit({ cosPhi: 0.8 });
  expect(takes.limits()[1]).toBeCloseTo(9.6, 12);
  expect(takes.run({ target: 8 }).reactive_kvar).toBeCloseTo(-6, 12);
  expect(unit({ cosPhi: 0.8, reactiveFlow: 'gives' }).run({ target: 8 }).reactive_kvar).toBeCloseTo(6, 12);
  const back = unit({ cosPhi: 0.8, direction: 'toDc' }).run({ target: 8 });
  expect(back.reactive_kvar).toBeCloseTo(0.75 * back.ac_kW!, 12);
  expect(unit().run({ target: 8 }).reactive_kvar).toBe(0);
});

/** 100 kWp and a battery on a DC bus, an inverter of 60 kW to the load. */
const dcPlant = (poa: number, demand_kW: number, onGrid: boolean, soc: number): ClusterSketch => ({
  buses: {
    dc: { carrier: 'electricity', closers: ['spilt', 'dcLack'] },
    power: { carrier: 'electricity', closers: onGrid ? ['grid', 'lack'] : ['lack'] },
  },
  components: {
    spilt: { kind: 'curtailment', ports: { input: 'dc' }, carrier: 'electricity' },
    dcLack: unserved('dc', 'electricity'),
    lack: unserved('power', 'electricity'),
    ...(onGrid ? { grid } : {}),
    sun: { kind: 'pv', ports: { electricity: 'dc' }, rated_kWp: 100, coupling: 'dc', tilt_deg: 0 },
    battery: {
      kind: 'battery',
      ports: { electricity: 'dc' },
      capacity_kWh: 200,
      charge_kW: 80,
      discharge_kW: 80,
      socStart: soc,
    },
    inverter: { kind: 'inverter', ports: { dc: 'dc', ac: 'power' }, rated_kW: 60 },
    demand: load('power', 'electricity', demand_kW),
  },
  // Evenly grey light: the plane sees it by day and by night.
  weather: { ghi_W_per_m2: poa, dni_W_per_m2: 0, dhi_W_per_m2: poa, ambient_degC: 20, wind_m_per_s: 3 },
});

it('serves an island from sun and battery on a DC bus', () => {
  const day = cluster(dcPlant(600, 30, false, 0.5));
  day.step();
  expect(day.value('inverter', 'ac_kW')).toBeCloseTo(30, 6);
  expect(day.value('lack', 'unserved_kW')).toBe(0);
  const sun_kW = day.value('sun', 'electricity_kW');
  expect(sun_kW).toBeGreaterThan(40);
  // What the load leaves goes into the battery without passing an inverter.
  expect(day.value('battery', 'electricity_kW')).toBeCloseTo(-(sun_kW + day.value('inverter', 'dc_kW')), 6);

  const night = cluster(dcPlant(0, 30, false, 0.5));
  night.step();
  expect(night.value('inverter', 'ac_kW')).toBeCloseTo(30, 6);
  expect(night.value('battery', 'electricity_kW')).toBeCloseTo(-night.value('inverter', 'dc_kW'), 6);
  expect(night.value('lack', 'unserved_kW') + night.value('dcLack', 'unserved_kW')).toBeLessThan(1e-6);

  const empty = cluster(dcPlant(0, 30, false, 0));
  empty.step();
  expect(empty.value('lack', 'unserved_kW')).toBeCloseTo(30, 3);
  expect(empty.value('dcLack', 'unserved_kW')).toBeLessThan(1e-3);
});

it('feeds the load beside the grid from the sun, and clips at its rating', () => {
  const day = cluster(dcPlant(1000, 100, true, 1));
  day.step();
  expect(day.value('inverter', 'ac_kW')).toBeCloseTo(60, 6);
  expect(day.value('grid', 'electricity_kW')).toBeCloseTo(40, 6);
  expect(day.value('spilt', 'curtailed_kW')).toBeCloseTo(
    day.value('sun', 'electricity_kW') + day.value('inverter', 'dc_kW') + day.value('battery', 'electricity_kW'),
    6,
  );
});

it('says what is wrong', () => {
  const same = { dc: { id: 'power' }, ac: { id: 'power' } };
  expect(() => bench(inverter, { rated_kW: 1 }, { buses: same })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: ac: is on bus "power" as "dc" is; expected a bus of its own for each]`,
  );
  const bad = InverterParams.safeParse({ rated_kW: 1, curve: { in: 1.01, start: 0.005, curvature: -0.1 }, cosPhi: 0 });
  expect(bad.success).toBe(false);
  expect(JSON.stringify(bad.error?.issues)).toContain('the curve would give more than it takes at small loads');
});
