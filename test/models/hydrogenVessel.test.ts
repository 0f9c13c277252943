import fc from 'fast-check';
import { expect, it } from 'vitest';
import { h2Density_kg_per_m3, h2Pressure_MPa } from '../../src/core/physics/hydrogen.ts';
import { HydrogenStorageParams, hydrogenStorage } from '../../src/models/hydrogenStorage.ts';
import { overburden_bar, pressureAt_bar, vesselGas } from '../../src/models/hydrogenVessel.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';
import { totals } from './totals.ts';

const LHV = 33.33;
const cavern = { volume_m3: 500_000, temperature_degC: 40, cavern: { depth_m: 1000 } };
const tank = { volume_m3: 100, pressureMax_bar: 200, pressureMin_bar: 10, temperature_degC: 15 };
const unit = (params: object, setting: BenchSetting = {}): Bench => bench(hydrogenStorage, params, setting);

it('keeps the pressure of a cavern between shares of the rock above, by hand', () => {
  // 1,000 m of 2,300 kg/m3: 225.6 bar; 24 to 80 % are 54.2 to 180.5 bar
  expect(
    overburden_bar({ depth_m: 1000, rock_kg_per_m3: 2300, least: 0.24, most: 0.8, rate_bar_per_h: 1 }),
  ).toBeCloseTo(225.63, 2);
  const full = unit({ ...cavern, socStart: 1 }).run({});
  expect(full.pressure_bar).toBeCloseTo(180.5, 0);
  const empty = unit({ ...cavern, socStart: 0 }).run({});
  expect(empty.pressure_bar).toBeCloseTo(54.15, 1);
  const { kind, q } = unit(cavern).instance;
  const kpis = kind.kpis!(q, totals({}));
  expect(kpis.cushion_kg! / (h2Density_kg_per_m3(5.4151, 313.15) * 500_000)).toBeCloseTo(1, 3);
  // A cavern of this size is one of the 150 GWh of the Danish catalogue; its cushion is a third of what it holds.
  expect((kpis.working_kg! * LHV) / 1e6).toBeGreaterThan(120);
  expect((kpis.working_kg! * LHV) / 1e6).toBeLessThan(160);
  expect(kpis.cushion_kg! / (kpis.cushion_kg! + kpis.working_kg!)).toBeCloseTo(0.33, 1);
});

it('changes its pressure no faster than salt bears', () => {
  const b = unit({ ...cavern, cavern: { depth_m: 1000, rate_bar_per_h: 0.4 } });
  const start = b.run({}).pressure_bar!;
  for (const [end, sign] of [
    [0, -1],
    [1, 1],
  ] as const) {
    const out = b.run({ target: b.limits()[end]! });
    expect(sign * (start - out.pressure_bar!)).toBeCloseTo(0.4, 6);
  }
  // dm = V drho/dp dp: 0.4 bar are about 11 t
  expect(b.limits()[1] / LHV).toBeGreaterThan(10_000);
  expect(b.limits()[1] / LHV).toBeLessThan(14_000);
});

it('takes named limits of pressure, and the rated flows, where they are tighter', () => {
  const b = unit({
    ...cavern,
    pressureMin_bar: 70,
    pressureMax_bar: 150,
    charge_kW: 1000,
    discharge_kW: 2000,
    socStart: 1,
  });
  expect(b.run({}).pressure_bar).toBeCloseTo(150, 0);
  expect(b.limits()).toEqual([0, expect.closeTo(2000, 6), 0]);
});

it('reads pressure off temperature within 0.3 percent of the gas itself', () => {
  const g = vesselGas({
    volume_m3: 1,
    wall_degC: 15,
    least_bar: 10,
    most_bar: 350,
    rate_bar_per_h: 1,
    thermal: undefined,
  });
  for (const degC of [-20, 0, 40, 60])
    for (let bar = 40; bar < 350; bar += 30) {
      const mass_kg = h2Density_kg_per_m3(bar / 10, 288.15);
      const exact = 10 * h2Pressure_MPa(mass_kg, degC + 273.15);
      expect(Math.abs(pressureAt_bar(g, mass_kg, degC) / exact - 1)).toBeLessThan(0.003);
    }
});

it('warms as it is filled, as an adiabatic vessel of ideal gas does', () => {
  const b = unit({ ...tank, thermal: { wallTime_h: 1e6, inlet_degC: 15 }, socStart: 0.2 }, { step_s: 60 });
  const start_kg = b.instance.x[0]!;
  let out: Record<string, number> = {};
  for (let k = 0; k < 60; k++) {
    out = b.run({ target: -300 * LHV });
    b.instance.x.set(b.instance.next);
  }
  // m1 T1 = m0 T0 + (m1 - m0) gamma T_in, by hand
  const end_K = (start_kg * 288.15 + (out.mass_kg! - start_kg) * 1.405 * 288.15) / out.mass_kg!;
  expect(out.mass_kg! - start_kg).toBeCloseTo(300, 6);
  expect(out.gas_degC! + 273.15).toBeCloseTo(end_K, 0);
  expect(end_K).toBeGreaterThan(288.15 + 40);
});

it('cools as it is let out, and takes on the temperature of its walls', () => {
  const b = unit({ ...tank, thermal: { wallTime_h: 1 }, socStart: 1 }, { step_s: 600 });
  let out = b.run({ target: 500 * LHV });
  expect(out.gas_degC).toBeLessThan(13);
  b.instance.x.set(b.instance.next);
  for (let k = 0; k < 60; k++) {
    out = b.run({});
    b.instance.x.set(b.instance.next);
  }
  expect(out.gas_degC).toBeCloseTo(15, 2);
  // A full vessel at rest loses 1 - 1/e of its excess in the time constant.
  const warm = unit({ ...tank, thermal: { wallTime_h: 1 }, socStart: 1 });
  expect(warm.run({ x: { gas_degC: 35 } }).gas_degC).toBeCloseTo(15 + 20 * Math.exp(-1), 6);
});

it('holds less of warm gas', () => {
  const b = unit({ ...tank, thermal: { wallTime_h: 1e6 } });
  const room = (gas_degC: number): number => {
    b.run({ x: { gas_degC } });
    return -b.limits()[0];
  };
  expect(room(40)).toBeLessThan(room(15));
});

it('holds its laws and meets any target within its limits: pressure stays within', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3600, 900, 60),
      between(0, 1),
      fc.constantFrom(undefined, { wallTime_h: 0.5 }, { wallTime_h: 50, inlet_degC: 50 }),
      fc.constantFrom(undefined, { depth_m: 100, rate_bar_per_h: 20 }),
      fc.array(fc.tuple(between(0, 1), between(0, 1)), { minLength: 1, maxLength: 10 }),
      (step_s, socStart, thermal, salt, steps) => {
        fc.pre(thermal !== undefined || salt !== undefined);
        const b = unit(
          { ...tank, socStart, leak_per_h: 1e-4, ...(thermal && { thermal }), ...(salt && { cavern: salt }) },
          { step_s },
        );
        for (const [a, share] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a > 0.5 ? 1 : a;
          const [lowest, highest] = b.limits();
          const target = lowest + share * (highest - lowest);
          const out = b.run({ target });
          expect(Math.abs(out.hydrogen_kW! - target)).toBeLessThan(1e-9 * Math.max(1, Math.abs(target)));
          const { value, scale } = b.residual();
          expect(Math.abs(value)).toBeLessThan(1e-9 * Math.max(1, scale));
          if (target < 0) expect(out.pressure_bar).toBeLessThan(200 + 1e-6);
          if (target > 1e-6) expect(out.pressure_bar).toBeGreaterThan(10 - 1e-6);
          expect(b.run({ target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('shows a fault of 1 percent, and rests in an outage', () => {
  const b = unit({ ...tank, thermal: { wallTime_h: 2 }, leak_per_h: 1e-3 });
  b.run({ target: -1000 });
  expect(plant(b).sort()).toEqual(['compressionHeat_kW', 'electricity_kW', 'hydrogen_kW', 'leak_kg_per_h'].sort());
  const out = b.run({ w: { available: 0 }, target: -1000 });
  expect([Math.abs(out.hydrogen_kW!), Math.abs(out.electricity_kW!)]).toEqual([0, 0]);
});

it('says what is wrong', () => {
  const issue = HydrogenStorageParams.safeParse({ ...cavern, pressureMin_bar: 190 }).error?.issues[0];
  expect(`${issue?.path.join('.')}: ${issue?.message}`).toBe('pressureMin_bar: expected less than pressureMax_bar');
});
