import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AbsorptionChillerParams, absorptionChiller } from '../../src/models/absorptionChiller.ts';
import {
  characteristicOf,
  characteristicTemperature_K,
  coolingAt_kW,
  driveAt_kW,
} from '../../src/models/absorptionCurves.ts';
import { between } from '../between.ts';
import { hasShared, referenceCases, whyNoShared } from '../shared.ts';
import { MACHINES } from '../validation/absorptionChiller.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

/** External mean temperatures through the buses. */
const at = (hot: number, cool: number, chill: number, params: object = {}): Bench =>
  bench(
    absorptionChiller,
    { rated_kW: 350, ...params },
    {
      buses: {
        heat: { supply_degC: hot + 5, return_degC: hot - 5 },
        reject: { supply_degC: cool + 2.5, return_degC: cool - 2.5 },
        cooling: { supply_degC: chill - 2.5, return_degC: chill + 2.5 },
      },
    },
  );

it('has its nominal cooling and COP at its design temperatures', () => {
  const b = at(85, 33.5, 9.5);
  expect(b.limits()).toEqual([0, expect.closeTo(350, 9), expect.closeTo(70, 9)]);
  const out = b.run({ target: 350 });
  expect(out.heat_kW).toBeCloseTo(-500, 9); // 350 / 0.70
  expect(out.electricity_kW).toBeCloseTo(-7, 9); // 2 %
  expect(out.reject_kW).toBeCloseTo(850, 9); // 2.43 kW per kW of cooling
  const double = bench(
    absorptionChiller,
    { rated_kW: 1000, effect: 'double' },
    { buses: { heat: { supply_degC: 175, return_degC: 90 }, reject: { supply_degC: 36, return_degC: 31 } } },
  );
  expect(double.run({ target: 1000 }).heat_kW).toBeCloseTo(-1000 / 1.2, 9);
});

it.each([
  // hot, cool, chill -> cooling over nominal   by hand: 1 + 0.0314 (dHot - 1.707 dCool + 1.844 dChill)
  [80, 33.5, 9.5, 1 - 0.0314 * 5],
  [85, 35.5, 9.5, 1 - 0.0314 * 3.414],
  [85, 33.5, 8.5, 1 - 0.0314 * 1.844],
])('at %d, %d and %d degC cools %d of nominal', (hot, cool, chill, share) => {
  expect(at(hot, cool, chill).limits()[1]).toBeCloseTo(350 * share, 9);
});

it('takes heat at part load as EnergyPlus has it', () => {
  const sum = 0.03303 + 0.6852 + 0.2818;
  const out = at(85, 33.5, 9.5).run({ target: 175 });
  expect(out.load).toBeCloseTo(0.5, 12);
  expect(out.heat_kW).toBeCloseTo((-500 * (0.03303 + 0.6852 * 0.5 + 0.2818 * 0.25)) / sum, 9);
});

it('is no larger than its size, and then works at part load of what the temperatures allow', () => {
  const b = at(90, 33.5, 9.5);
  expect(b.limits()[1]).toBe(350);
  expect(b.run({ target: 350 }).load).toBeCloseTo(1 / (1 + 0.0314 * 5), 12);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('stands still where the driving heat is too cold', () => {
  const b = at(62, 37, 7);
  expect(b.limits()).toEqual([0, 0, 0]);
  expect(b.run({ target: 100 }).heat_kW).toBe(0);
});

it('is cooled by a tower of its own where no bus takes its heat', () => {
  const b = bench(
    absorptionChiller,
    { rated_kW: 350 },
    { unconnected: ['reject'], weather: { wetBulb_degC: 27 }, buses: { heat: { supply_degC: 90, return_degC: 80 } } },
  );
  const out = b.run({ target: 350 });
  expect(out.coolingWater_degC).toBe(33.5); // 27 + 4 + 2.5
  expect([out.reject_kW, out.toAmbient_kW]).toEqual([0, expect.closeTo(850, 9)]);
  expect(plant(b).sort()).toEqual(['auxiliaryLoss_kW', 'cooling_kW', 'electricity_kW', 'heat_kW', 'toAmbient_kW']);
  const cold = bench(absorptionChiller, { rated_kW: 350 }, { unconnected: ['reject'], weather: { wetBulb_degC: -3 } });
  expect(cold.run({ target: 350 }).coolingWater_degC).toBe(24.5);
});

it('does nothing at rest and in an outage', () => {
  const b = at(85, 33.5, 9.5);
  const rest = b.run({});
  expect([rest.heat_kW, rest.electricity_kW, rest.cooling_kW, rest.reject_kW]).toEqual([0, 0, 0, 0]);
  expect(b.run({ w: { available: 0 }, target: 200 }).heat_kW).toBe(0);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('meets every target within its limits and closes, in every class and machine', () => {
  for (const [curve, hot] of [
    ['class', 85],
    ['kuehn', 85],
    ['safarik', 85],
    ['rotartica', 85],
    ['broad02', 150],
  ] as const)
    fc.assert(
      fc.property(between(-5, 10), between(28, 36), between(8, 16), between(0, 1), (more, cool, chill, share) => {
        const b = at(hot + more, cool, chill, { curve });
        const [low, high, least] = b.limits();
        expect(low).toBe(0);
        const target = least + share * (high - least);
        const out = b.run({ target });
        expect(Math.abs(out.cooling_kW! - target)).toBeLessThan(1e-9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        expect(b.run({ target })).toEqual(out);
        if (high > 0) expect(out.cop!).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
});

it('cools more with hotter drive, colder cooling water and warmer chilled water', () => {
  fc.assert(
    fc.property(between(72, 84), between(32, 38), between(8, 12), (hot, cool, chill) => {
      const here = at(hot, cool, chill, { overload: 2 }).limits()[1];
      expect(at(hot + 1, cool, chill, { overload: 2 }).limits()[1]).toBeGreaterThan(here);
      expect(at(hot, cool - 1, chill, { overload: 2 }).limits()[1]).toBeGreaterThan(here);
      expect(at(hot, cool, chill + 1, { overload: 2 }).limits()[1]).toBeGreaterThan(here);
    }),
  );
});

it('catches 1 % more of anything that a law counts', () => {
  const b = at(85, 33.5, 9.5);
  b.run({ target: 200 });
  expect(plant(b).sort()).toEqual(['auxiliaryLoss_kW', 'cooling_kW', 'electricity_kW', 'heat_kW', 'reject_kW']);
});

it('needs a bus hot enough for its effect', () => {
  const ports = (params: object) => absorptionChiller.ports(AbsorptionChillerParams.parse({ rated_kW: 1, ...params }));
  expect(ports({}).heat!.supply_degC).toEqual({ min: 70 });
  expect(ports({ effect: 'double' }).heat!.supply_degC).toEqual({ min: 140 });
});

describe(`oemof-thermal${whyNoShared}`, () => {
  interface Inputs {
    chiller: string;
    Q_nominal_kW: number;
    a: number;
    e: number;
    s_E: number;
    r_E: number;
    s_G: number;
    r_G: number;
    T_hot_C: number;
    T_cool_C: number;
    T_chill_C: number;
  }
  const all = referenceCases('reference/heat_pump_chiller/cases.json');
  const machines = all.filter((c) => c.group === 'abs-gen');

  it.skipIf(!hasShared)('has them all', () => {
    expect(all.filter((c) => c.group === 'abs-ddt').length).toBe(3);
    expect(machines.length).toBe(15);
    expect(machines.filter((c) => MACHINES[(c.inputs as unknown as Inputs).chiller] !== undefined).length).toBe(12);
  });

  it.each(all.filter((c) => c.group.startsWith('abs-')).map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const given = c.inputs as unknown as Inputs & { ddt_K: number; s: number; r: number };
    const want = c.expected as { ddt_K: number; Q_kW: number; Q_evap_kW: number; Q_gen_kW: number; cop: number };
    if (c.group === 'abs-q') {
      expect(coolingAt_kW({ sE: given.s, rE: given.r }, given.ddt_K)).toBeCloseTo(want.Q_kW, 9);
      return;
    }
    const ddt_K = characteristicTemperature_K(given, given.T_hot_C, given.T_cool_C, given.T_chill_C);
    expect(ddt_K).toBeCloseTo(want.ddt_K, c.group === 'abs-ddt' ? 3 : 8);
    if (c.group === 'abs-ddt') return;
    expect(coolingAt_kW({ sE: given.s_E, rE: given.r_E }, ddt_K) / want.Q_evap_kW).toBeCloseTo(1, 8);
    expect(driveAt_kW({ sG: given.s_G, rG: given.r_G }, ddt_K) / want.Q_gen_kW).toBeCloseTo(1, 8);
    const curve = MACHINES[given.chiller];
    if (curve === undefined) return; // Broad_01, see absorptionCurves.ts
    const b = at(given.T_hot_C, given.T_cool_C, given.T_chill_C, {
      curve,
      rated_kW: given.Q_nominal_kW,
      overload: 2,
      effect: curve === 'broad02' ? 'double' : 'single',
      drive: 'water',
    });
    // The small machines give more than twice their nominal cooling at some points: ask for the highest there is.
    const out = b.run({ target: Math.min(want.Q_evap_kW, 2 * given.Q_nominal_kW) });
    const capacity_kW = out.cooling_kW! / out.load!;
    expect(capacity_kW / want.Q_evap_kW).toBeCloseTo(1, 8);
    expect(b.instance.w[2]! / want.Q_gen_kW).toBeCloseTo(1, 8);
    if (out.load! > 1 - 1e-9) expect(out.cop! / want.cop).toBeCloseTo(1, 8);
  });
});

it('scales a class to one kilowatt that has the COP asked for', () => {
  const c = characteristicOf('single', 0.7, { hot_degC: 85, cool_degC: 33.5, chill_degC: 9.5 });
  const ddt = characteristicTemperature_K(c, 85, 33.5, 9.5);
  expect(c.sE * ddt + c.rE).toBeCloseTo(1, 12);
  expect(c.sG * ddt + c.rG).toBeCloseTo(1 / 0.7, 12);
  expect((c.sE * (ddt - 15) + c.rE) / (c.sG * (ddt - 15) + c.rG)).toBeLessThan(0.7);
});

it('says which field is wrong', () => {
  const bad = AbsorptionChillerParams.safeParse({ rated_kW: 350, effect: 'triple', heatByLoad: [1] });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "effect Invalid option: expected one of "single"|"double"",
      "heatByLoad Too small: expected array to have exactly 3 items",
    ]
  `);
});
