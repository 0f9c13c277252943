import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carbonCapture } from '../../src/models/carbonCapture.ts';
import { between } from '../between.ts';
import { cluster } from '../cluster.ts';
import { dump, grid, unserved } from '../control/plant.ts';
import { hasShared, referenceCases, whyNoShared } from '../shared.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';
import { totals } from './totals.ts';

const unit = (params: object = {}): Bench =>
  bench(
    carbonCapture,
    { rated_kg_per_h: 1000, ...params },
    { buses: { heat: { supply_degC: 140, return_degC: 110 } } },
  );

it('takes and gives what its figures say, by hand', () => {
  const b = unit({ biogenicShare: 0.25 });
  const out = b.run({ target: 900 });
  expect(out).toMatchObject({
    co2_kg_per_h: 900,
    flue_kg_per_h: expect.closeTo(-1000, 9),
    heat_kW: expect.closeTo(-749.7, 9),
    electricity_kW: expect.closeTo(-900 * 0.1275, 9),
    fossilCo2_kg_per_h: expect.closeTo(75, 9),
    biogenicCo2_kg_per_h: expect.closeTo(25, 9),
    load: 0.9,
  });
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('leaves compression to the cluster where that does it', () => {
  const power = (params: object, co2: object): number =>
    bench(
      carbonCapture,
      { rated_kg_per_h: 1000, ...params },
      {
        buses: { heat: { supply_degC: 140, return_degC: 110 }, co2 },
      },
    ).run({ target: 1000 }).electricity_kW!;
  expect(power({}, {})).toBeCloseTo(-127.5, 9);
  expect(power({}, { hasSuction: true })).toBeCloseTo(-27.5, 9);
  expect(power({}, { pressure_bar: 1.5 })).toBeCloseTo(-27.5, 9);
  expect(power({ compression_kWh_per_kg: 0 }, {})).toBeCloseTo(-27.5, 9);
  expect(power({ compression_kWh_per_kg: 0.09 }, { pressure_bar: 110 })).toBeCloseTo(-117.5, 9);
  const twice = 'so that its CO2 would be compressed twice; expected 0 (or leave it out), or another bus';
  expect(() => power({ compression_kWh_per_kg: 0.1 }, { hasSuction: true })).toThrow(
    `compression_kWh_per_kg: met 0.1 of its own compressor, but a compressor draws from bus "bus-co2", ${twice}`,
  );
  expect(() => power({ compression_kWh_per_kg: 0.1 }, { pressure_bar: 2 })).toThrow(
    `compression_kWh_per_kg: met 0.1 of its own compressor, but bus "bus-co2" stands at 2 bar, which it reaches without one, ${twice}`,
  );
});

it('has a least load', () => {
  const b = unit();
  expect(b.limits()).toEqual([0, 1000, 300]);
  expect(b.run({ target: 100 }).co2_kg_per_h).toBe(300);
  expect(Math.abs(b.run({}).flue_kg_per_h!)).toBe(0);
  b.run({ w: { available: 0.2 } });
  expect(b.limits()).toEqual([0, 0, 0]);
  expect(b.run({ target: 1000 }).co2_kg_per_h).toBe(0);
});

it('holds its laws and meets any target within its limits', () => {
  fc.assert(
    fc.property(between(0, 1), between(0, 1), between(0.5, 0.99), (available, share, captureRate) => {
      const b = unit({ captureRate });
      b.instance.w[0] = available;
      const [, highest, least] = b.limits();
      const target = share < 0.1 || highest === 0 ? 0 : least + share * (highest - least);
      const out = b.run({ target });
      expect(out.co2_kg_per_h).toBeCloseTo(target, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(b.run({ target })).toEqual(out);
    }),
  );
});

it('shows a fault of 1 percent in any output that a law counts', () => {
  const b = unit({ biogenicShare: 0.5 });
  b.run({ target: 800 });
  expect(plant(b).length).toBe(8);
});

it('counts what it captured', () => {
  const { kind, q } = unit().instance;
  expect(kind.kpis!(q, totals({ co2_kg_per_h: 500, reboilerLoss_kW: 400, driveLoss_kW: 60, load: 0.5 }))).toEqual({
    captured_kg: 500,
    captureHeat_kWh: 400,
    captureElectricity_kWh: 60,
    fullLoadHours_h: 0.5,
  });
});

it('runs for who asks for CO2, with heat that somebody makes', () => {
  const c = cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'dark'] },
      heat: { carrier: 'heat', closers: ['dump', 'cold'], supply_degC: 140, return_degC: 110 },
      flue: { carrier: 'co2', closers: ['stack', 'noFlue'] },
      line: { carrier: 'co2', closers: ['vent', 'noCo2'] },
    },
    components: {
      grid,
      dark: unserved('power', 'electricity'),
      dump: dump('heat', 'heat'),
      cold: unserved('heat', 'heat'),
      noFlue: unserved('flue', 'co2'),
      noCo2: unserved('line', 'co2'),
      stack: { kind: 'curtailment', ports: { input: 'flue' }, carrier: 'co2' },
      vent: { kind: 'curtailment', ports: { input: 'line' }, carrier: 'co2' },
      kiln: { kind: 'source', ports: { output: 'flue' }, carrier: 'co2', max_kg_per_h: 800, mustRun: true },
      heater: { kind: 'source', ports: { output: 'heat' }, carrier: 'heat', max_kW: 2000, price_money_per_kWh: 0.1 },
      capture: {
        kind: 'carbonCapture',
        ports: { flue: 'flue', co2: 'line', heat: 'heat', electricity: 'power' },
        rated_kg_per_h: 1000,
      },
      store: { kind: 'sink', ports: { input: 'line' }, carrier: 'co2', demand_kg_per_h: 600 },
    },
    prices: { power: () => 0.5 },
  });
  c.step();
  expect(c.value('capture', 'co2_kg_per_h')).toBeCloseTo(600, 6);
  expect(c.value('heater', 'output_kW')).toBeCloseTo(600 * 0.833, 6);
  expect(c.value('stack', 'input_kg_per_h')).toBeCloseTo(-(800 - 600 / 0.9), 6);
});

describe.skipIf(!hasShared)(`the heat that others report${whyNoShared}`, () => {
  const cases = referenceCases('reference/co2/cases.json').filter((c) => c.group === 'capture');
  it('brackets the default: old and new solvents', () => {
    const kWh_per_kg = cases.map((c) => (c.expected as { GJ_per_t: number }).GJ_per_t / 3.6);
    expect(kWh_per_kg.length).toBe(3);
    const { heat_kWh_per_kg } = carbonCapture.params.parse({ rated_kg_per_h: 1 });
    expect(Math.min(...kWh_per_kg)).toBeLessThan(heat_kWh_per_kg);
    expect(Math.max(...kWh_per_kg)).toBeGreaterThan(heat_kWh_per_kg);
  });
});
