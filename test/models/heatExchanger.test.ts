import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logMean_K } from '../../src/core/physics/logMean.ts';
import { waterHeatCapacity_kJ_per_kgK } from '../../src/core/physics/water.ts';
import { HeatExchangerParams, heatExchanger } from '../../src/models/heatExchanger.ts';
import { between } from '../between.ts';
import { hasShared, referenceCases, whyNoShared } from '../shared.ts';
import { bench } from './bench.ts';

const buses = { hot: { supply_degC: 90, return_degC: 70 }, cold: { supply_degC: 50, return_degC: 40 } };

it.each([
  // asked at the cold side -> hot, cold, jacket loss   by hand, 1 % lost
  [99, -100, 99, 1],
  [0, -0, 0, 0],
  [500, -200, 198, 2],
  [-10, -0, 0, 0],
])('%d kW asked of a 200 kW exchanger', (target, hot, cold, loss) => {
  const b = bench(heatExchanger, { rated_kW: 200, jacketLoss: 0.01 }, { buses });
  const out = b.run({ target });
  expect(out.hot_kW).toBeCloseTo(hot, 9);
  expect(out.cold_kW).toBeCloseTo(cold, 9);
  expect(out.jacketLoss_kW).toBeCloseTo(loss, 9);
  expect(out.load).toBeCloseTo(-hot / 200, 12);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('takes its capacity from UA and the logarithmic mean', () => {
  const b = bench(heatExchanger, { ua_kW_per_K: 10, jacketLoss: 0 }, { buses });
  expect(b.limits()[1]).toBeCloseTo((10 * (40 - 30)) / Math.log(40 / 30), 9); // 40 K hot end, 30 K cold end: 34.76 K
  expect(b.limits()[1]).toBeCloseTo(347.6, 1);
});

it.each([
  [30, 30, 30],
  [40, 30, 10 / Math.log(4 / 3)],
  [30.01, 30, 0.01 / Math.log1p(0.01 / 30)],
  [30, 30.02, 0.02 / Math.log1p(0.02 / 30)],
])('logarithmic mean of %d K and %d K', (a, b, mean) => {
  expect(logMean_K(a, b) / mean).toBeCloseTo(1, 10);
});

it('serves either lead exactly within its limits, and loses a share of what passes', () => {
  fc.assert(
    fc.property(between(0, 1), between(0, 0.2), between(0, 1), (share, jacketLoss, available) => {
      const b = bench(heatExchanger, { rated_kW: 200, jacketLoss }, { buses });
      b.run({ w: { available } });
      for (const lead of ['cold', 'hot'] as const) {
        const [low, high] = b.limits(lead);
        const target = low + share * (high - low);
        expect(b.run({ lead, target })[`${lead}_kW`]).toBeCloseTo(target, 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      }
    }),
  );
});

it('condenses steam: zones of one conductance, the approach kept at each of their ends', () => {
  const live = { supply_degC: 179.886, return_degC: 105 };
  const water = { supply_degC: 90, return_degC: 60 };
  const b = bench(
    heatExchanger,
    { hotCarrier: 'steam', ua_kW_per_K: 10, jacketLoss: 0 },
    { buses: { hot: live, cold: water } },
  );
  // by hand, steam tables at 10 bar: 440.9, 762.7 and 2777.1 kJ/kg, so 13.8 % of the heat is the drain's
  const drain = (762.7 - 440.9) / (2777.1 - 440.9);
  const middle = 60 + 30 * drain;
  const lm = (a: number, c: number): number => (a - c) / Math.log(a / c);
  const mean = 1 / (drain / lm(45, 179.886 - middle) + (1 - drain) / lm(179.886 - middle, 89.886));
  expect(b.limits()[1]! / (10 * mean)).toBeCloseTo(1, 3);
  const out = b.run({ target: 500 });
  expect([out.hot_kW, out.cold_kW]).toEqual([-500, 500]);
  // Superheat adds a zone with a larger difference.
  const hot = { supply_degC: 300, return_degC: 105, pressure_bar: 10 };
  const over = bench(
    heatExchanger,
    { hotCarrier: 'steam', ua_kW_per_K: 10, jacketLoss: 0 },
    { buses: { hot, cold: water } },
  );
  expect(over.limits()[1]).toBeGreaterThan(b.limits()[1]);
  expect(() =>
    bench(
      heatExchanger,
      { hotCarrier: 'steam', rated_kW: 1 },
      {
        buses: {
          hot: { id: 'lp', supply_degC: 200, return_degC: 95, pressure_bar: 1.2 },
          cold: { id: 'wet', supply_degC: 120, return_degC: 60 },
        },
      },
    ),
  ).toThrow(
    'hot: where the steam of bus "lp" condenses at 104.8 degC the water of bus "wet" is within -10.6 K of it; expected at least 3 K (approach_K): steam of more pressure or a colder bus',
  );
});

it('is shut in an outage', () => {
  const b = bench(heatExchanger, { rated_kW: 200 }, { buses });
  expect(b.run({ w: { available: 0 }, target: 100 }).cold_kW).toBe(0);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('says what does not fit', () => {
  const build = (hot: object, cold: object) => () =>
    bench(
      heatExchanger,
      { rated_kW: 1 },
      { buses: { hot: { id: 'heat50', ...hot }, cold: { id: 'heat90', ...cold } } },
    );
  expect(build(buses.cold, buses.hot)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: hot: the supply of bus "heat50" is 50 degC and that of bus "heat90" 90 degC; expected at least 3 K between them (approach_K); heat passes to a hotter bus through a heat pump only]`,
  );
  expect(
    build({ supply_degC: 90, return_degC: 40 }, { supply_degC: 60, return_degC: 40 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: hot: the return of bus "heat50" is 40 degC and that of bus "heat90" 40 degC; expected at least 3 K between them (approach_K); the hot side cannot cool below the return of the cold one]`,
  );
  const bad = HeatExchangerParams.safeParse({ rated_kW: 1, ua_kW_per_K: 1 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "rated_kW expected one of "rated_kW" and "ua_kW_per_K"",
    ]
  `);
});

describe.skipIf(!hasShared)(`against pandapipes${whyNoShared}`, () => {
  it('20 kW cool 1.0055 kg/s of water by 4.75 K', () => {
    const { inputs, expected } = referenceCases('reference/heat_network/steady_cases.json').find(
      (c) => c.fn === 'heat_exchanger_deltaT',
    )!;
    const i = inputs as Record<string, number>;
    const cp = waterHeatCapacity_kJ_per_kgK(i.T_in_K! - 273.15);
    const out_K = i.T_in_K! + i.Q_W! / 1000 / (i.mdot_kg_s! * cp);
    expect(Math.abs(out_K - (expected as { T_out_K: number }).T_out_K)).toBeLessThan(0.01);
  });
});
