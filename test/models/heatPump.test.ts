import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chillerCop, heatPumpCop } from '../../src/core/physics/carnot.ts';
import { heatPump } from '../../src/models/heatPump.ts';
import { HeatPumpParams } from '../../src/models/heatPumpParams.ts';
import { between } from '../between.ts';
import { hasShared, referenceCases, whyNoShared } from '../shared.ts';
import { carnotPoint, hplibCoolingPoints, hplibPoints, keymarkPoints } from '../validation/heatPump.ts';
import type { Point } from '../validation/validation.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';

const at45 = { heat: { supply_degC: 45, return_degC: 40 } };
const lake = (params: object = {}, setting: BenchSetting = {}): Bench =>
  bench(
    heatPump,
    { source: 'lake', rated_kW: 400, ...params },
    { buses: at45, weather: { water_degC: 10 }, ...setting },
  );
const air = (ambient_degC: number, params: object = {}): Bench =>
  bench(
    heatPump,
    { source: 'air', rated_kW: 100, ...params },
    { buses: at45, weather: { ambient_degC }, unconnected: ['cooling'] },
  );

it('heats at its rated point: by hand', () => {
  const b = lake();
  const out = b.run({ target: 400 });
  const cop = (0.63 * 323.15) / 45; // 50 degC over 5 degC
  expect(cop).toBeCloseTo(4.52, 2); // facts: 4.5
  expect(out.heat_kW).toBeCloseTo(400, 9);
  expect(out.cop).toBeCloseTo(cop, 9);
  expect(out.electricity_kW).toBeCloseTo(-400 / cop - 4, 9); // 1 % for the lake pump
  expect(out.casingLoss_kW).toBeCloseTo((0.03 * 400) / cop, 9);
  expect(out.environment_kW).toBeCloseTo(400 - (0.97 * 400) / cop, 9);
  expect(out.cooling_kW).toBe(0);
  expect(out.source_degC).toBe(10);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('cools at its rated point: by hand', () => {
  const b = lake({}, { weather: { water_degC: 28 } });
  const out = b.run({ lead: 'cooling', target: 400 });
  const eer = (0.56 * 275.15) / 31; // 2 degC under 33 degC
  expect(eer).toBeCloseTo(4.97, 2); // facts: 5
  expect(out.cooling_kW).toBeCloseTo(400, 9);
  expect(out.electricity_kW).toBeCloseTo(-400 / eer - 4, 9);
  expect(out.environment_kW).toBeCloseTo(-400 - (0.97 * 400) / eer, 9);
  expect(out.heat_kW).toBe(0);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it.each([
  // load -> power over full power, by hand 0.1 + 0.9 r
  [1, 1],
  [0.5, 0.55],
  [0.25, 0.325],
])('at load %d it draws %d of its full power', (r, share) => {
  const out = lake({ auxiliary: 0 }).run({ target: 400 * r });
  expect(out.electricity_kW).toBeCloseTo((-400 / ((0.63 * 323.15) / 45)) * share, 9);
});

it.each([
  // asked, given: capacity 400 kW, least 100 kW
  [500, 400],
  [99, 100],
  [51, 100],
  [49, 0],
  [-10, 0],
])('asked for %d kW it gives %d', (target, given) => {
  expect(lake().run({ target }).heat_kW).toBeCloseTo(given, 9);
});

it.each([
  // degC -> capacity of 100 kW, by hand
  [7, 100],
  [17, 110], // capped
  [-3, 70 * 0.85], // 10 K colder, frost
  [-21, 0],
])('air of %d degC: %d kW', (t, capacity) => {
  const b = air(t);
  expect(b.limits()[1]).toBeCloseTo(capacity, 9);
  expect(b.limits('cooling')).toEqual([0, 0, 0]);
});

it('frost lowers the COP; a small lift is capped', () => {
  expect(air(2.9).instance.w[2]).toBeCloseTo(((0.57 * 323.15) / 52.1) * 0.85, 9);
  expect(air(3).instance.w[2]).toBeCloseTo((0.57 * 323.15) / 52, 9);
  expect(lake({}, { weather: { water_degC: 44 } }).instance.w[2]).toBe(7);
  expect(lake({}, { weather: { water_degC: 60 } }).instance.w[2]).toBe(7);
});

it('takes waste heat from a bus', () => {
  const b = bench(
    heatPump,
    { source: 'waste', rated_kW: 100, ratedSource_degC: 25 },
    {
      buses: { heat: { supply_degC: 70, return_degC: 50 }, source: { supply_degC: 35, return_degC: 25 } },
      unconnected: ['cooling'],
    },
  );
  expect(b.limits()).toEqual([0, expect.closeTo(75, 9), expect.closeTo(18.75, 9)]); // 25 K hotter, 1 % each
  const out = b.run({ target: 50 });
  const cop = ((0.63 * 348.15) / 55) * (2 / 3 / (0.1 + 0.6));
  expect(out.source_kW).toBeCloseTo(-50 + (0.97 * 50) / cop, 9);
  expect(out.environment_kW).toBe(0);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('closes the energy law, keeps what limits promise, never beats Carnot', () => {
  fc.assert(
    fc.property(
      between(3, 35),
      between(0, 1),
      between(0, 1),
      between(0, 1),
      (water_degC, share, minLoad, casingLoss) => {
        const b = lake({ minLoad, casingLoss, standby_kW: 0.5 }, { weather: { water_degC } });
        for (const lead of ['heat', 'cooling'] as const) {
          const [, high, least] = b.limits(lead);
          expect(b.limits(lead)).toEqual([0, high, least]);
          const target = least + (high - least) * share;
          const out = b.run({ lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          const carnot = lead === 'heat' ? heatPumpCop(water_degC, 45, 1) : chillerCop(7, water_degC, 1);
          if (target > 0) expect(out.cop! / carnot).toBeLessThan(1);
          expect(b.run({ lead, target })).toEqual(out);
        }
      },
    ),
  );
});

it('a warmer source never costs heat or COP', () => {
  const runs = Array.from({ length: 40 }, (_, k) => air(k - 20).instance.w);
  for (let k = 1; k < runs.length; k++) {
    expect(runs[k]![1]!).toBeGreaterThanOrEqual(runs[k - 1]![1]!);
    expect(runs[k]![2]!).toBeGreaterThanOrEqual(runs[k - 1]![2]!);
  }
});

it('draws its standby at rest and nothing in an outage', () => {
  const b = lake({ standby_kW: 0.5 });
  expect(b.run({}).electricity_kW).toBe(-0.5);
  expect(b.residual().value).toBeCloseTo(0, 12);
  const out = b.run({ w: { available: 0 }, u: [300] });
  expect([out.electricity_kW, out.heat_kW, out.environment_kW]).toEqual([-0, 0, 0]);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('says what does not fit', () => {
  const waste = { source: 'waste', rated_kW: 100 };
  const buses = { heat: { supply_degC: 45 }, source: { supply_degC: 60 } };
  expect(() => bench(heatPump, waste, { buses, unconnected: ['cooling'] })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: source: bus "bus-source" (60 degC) is no colder than bus "bus-heat" (45 degC); heat passes to a colder bus through a heatExchanger]`,
  );
  expect(() => bench(heatPump, waste)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: source: a pump of waste heat does not cool; leave port "cooling" unconnected or take a chiller]`,
  );
  const bad = HeatPumpParams.safeParse({ source: 'river', rated_kW: 1, partLoad: [0, 0.5, 0] });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "source Invalid option: expected one of "lake"|"ground"|"air"|"waste"",
    ]
  `);
  const sum = HeatPumpParams.safeParse({ source: 'lake', rated_kW: 1, partLoad: [0, 0.5, 0] });
  expect(sum.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "partLoad expected three numbers whose sum is 1 (full power at full load)",
    ]
  `);
});

describe.skipIf(!hasShared)(`against other models and certified machines${whyNoShared}`, () => {
  const cases = referenceCases('reference/heat_pump_chiller/cases.json');
  const carnot = cases.filter((c) => c.fn === 'carnot_cop_quality_grade');
  it('has the cases', () => expect(carnot.length).toBe(22));
  it.each(carnot)('oemof-thermal $id', (c) => {
    const { reference, model } = carnotPoint(c);
    expect(Math.abs(model / reference - 1)).toBeLessThan(1e-8);
  });
  it('quality grade of a chiller', () => {
    const { inputs, expected } = cases.find((c) => c.fn === 'chiller_quality_grade')!;
    const i = inputs as Record<string, number>;
    const quality = i.Q_chill! / i.P_el! / chillerCop(i.T_low_C!, i.T_high_C!, 1);
    expect(quality).toBeCloseTo((expected as { quality_grade: number }).quality_grade, 9);
  });

  const errors = (points: readonly Point[] | undefined): number[] =>
    points!.map(({ reference, model }) => Math.abs(model / reference - 1));
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

  it.each([
    ['air', 168, 0.11],
    ['ground', 152, 0.08],
  ] as const)('certified points of the Heat Pump Keymark, %s: mean error of the COP', (source, count, bound) => {
    const met = errors(keymarkPoints(source));
    expect(met).toHaveLength(count);
    expect(mean(met)).toBeLessThan(bound);
  });

  it.each([
    ['air/water', 'air', 10],
    ['brine/water', 'ground', 6],
    ['water/water', 'lake', 6],
  ] as const)('hplib, %s: mean error of the COP under 12 %', (name, source, count) => {
    const met = errors(hplibPoints(name, source));
    expect(met).toHaveLength(count);
    expect(mean(met)).toBeLessThan(0.12);
  });

  it('hplib, air/water cooling: mean error of the EER under 10 %', () => {
    const met = errors(hplibCoolingPoints());
    expect(met).toHaveLength(4);
    expect(mean(met)).toBeLessThan(0.1);
  });
});
