import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boiling_degC } from '../../src/core/physics/steam.ts';
import { steamTurbine } from '../../src/models/steamTurbine.ts';
import { SteamTurbineParams } from '../../src/models/steamTurbinePath.ts';
import { between } from '../between.ts';
import { condenserPoints, shaftPoints } from '../validation/steamTurbine.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const LIVE = { supply_degC: 450, return_degC: 105, pressure_bar: 60 };
const LOW = { supply_degC: boiling_degC(5), return_degC: 90 };
const at = (params: object = {}, setting: BenchSetting = {}): Bench =>
  bench(
    steamTurbine,
    { rated_kW: 1000, warmStart_h: 0, coldStart_h: 0, etaGenerator: 1, ...params },
    { ...setting, buses: { live: LIVE, exhaust: LOW, reject: { supply_degC: 37, return_degC: 32 }, ...setting.buses } },
  );

it('expands by its share of the ideal drop of the steam tables', () => {
  const out = at().run({ target: 1000 });
  // by hand, steam tables: 60 bar and 450 degC 3302.9 kJ/kg, 6.7219; at 5 bar s' 1.8607, s'' 6.8207, h' 640.2, h'' 2748.1
  const quality = (6.7219 - 1.8607) / (6.8207 - 1.8607);
  const ideal = 640.2 + quality * (2748.1 - 640.2);
  const shaft = 0.7 * (3302.9 - ideal);
  expect(out.live_kg_per_h! / ((1000 * 3600) / shaft)).toBeCloseTo(1, 3);
  // drawn above the condensate of the lower bus: 377.3 kJ/kg at 90 degC
  expect(-out.live_kW! / ((out.live_kg_per_h! * (3302.9 - 377.3)) / 3600)).toBeCloseTo(1, 3);
  expect(out.exhaust_kW).toBeCloseTo(-out.live_kW! - 1000, 6);
});

it('is what a textbook makes of a Rankine cycle', () => {
  for (const { reference, model } of [...shaftPoints(), ...condenserPoints()])
    expect(Math.abs(model / reference - 1)).toBeLessThan(0.003);
});

it('follows the line of Willans', () => {
  const full = at().run({ target: 1000 });
  const half = at().run({ target: 500 });
  // by hand: flow = n + (1 - n) P, n = 0.08
  expect(half.live_kg_per_h! / full.live_kg_per_h!).toBeCloseTo(0.54, 9);
  expect(at().limits()[2]).toBeCloseTo((1000 * (0.2 - 0.08)) / 0.92, 9);
});

it('takes steam that is left when led by it', () => {
  const b = at();
  const full = b.run({ target: 1000 });
  const half = b.run({ lead: 'live', target: full.live_kW! / 2 });
  expect(half.live_kW).toBeCloseTo(full.live_kW! / 2, 9);
  expect(half.electricity_kW).toBeCloseTo((1000 * 0.42) / 0.92, 6);
});

it('lets its condenser heat go, or gives it to a bus', () => {
  const lost = at({ type: 'condensing' }, { unconnected: ['reject'] });
  const alone = lost.run({ target: 800 });
  expect([alone.reject_kW, alone.condenserLoss_kW! > 1000]).toEqual([0, true]);
  expect(plant(lost).sort()).toEqual(['condenserLoss_kW', 'electricity_kW', 'live_kW']);
  const b = at({ type: 'condensing', etaGenerator: 0.95 });
  const joined = b.run({ target: 800 });
  expect([joined.reject_kW! > 1000, joined.condenserLoss_kW]).toEqual([true, 0]);
  expect(plant(b).sort()).toEqual(['electricity_kW', 'generatorLoss_kW', 'live_kW', 'reject_kW']);
  // A colder condenser makes more of the same steam.
  const cold = at({ type: 'condensing', condenser_degC: 30 }, { unconnected: ['reject'] });
  expect(cold.run({ target: 1000 }).live_kg_per_h!).toBeLessThan(lost.run({ target: 1000 }).live_kg_per_h!);
});

it('extracts all but its cooling flow when led by its exhaust, nothing when led by electricity', () => {
  const b = at({ type: 'extraction', givesTo: 'heat' }, { buses: { exhaust: { supply_degC: 90, return_degC: 60 } } });
  const power = b.run({ target: 1000 });
  expect([power.exhaust_kW, power.electricity_kW]).toEqual([0, expect.closeTo(1000, 9)]);
  const [, most] = b.limits('exhaust');
  const heat = b.run({ lead: 'exhaust', target: most });
  expect(heat.exhaust_kW).toBeCloseTo(most, 6);
  expect(heat.exhaust_kg_per_h! / heat.live_kg_per_h!).toBeCloseTo(0.9, 12);
  expect(heat.electricity_kW!).toBeLessThan(900);
  // The extracted heat costs less electricity than a heat pump of COP 5 would take.
  expect(heat.exhaust_kW! / (1000 - heat.electricity_kW!)).toBeGreaterThan(5);
  expect(plant(b)).toContain('exhaust_kW');
});

it('meets every target within its limits by any lead, and closes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('backPressure', 'condensing', 'extraction'),
      fc.constantFrom('steam', 'heat'),
      fc.constantFrom('electricity', 'live', 'exhaust'),
      between(0, 1),
      fc.constantFrom(0, 0.1, 0.6),
      fc.constantFrom(600, 3600),
      fc.boolean(),
      (type, givesTo, lead, share, coldStart_h, step_s, isOn) => {
        if (type === 'condensing' && lead === 'exhaust') return;
        const b = at(
          { type, givesTo, coldStart_h, etaGenerator: 0.94, minUp_h: 2, ramp_per_h: 0.8 },
          { step_s, buses: givesTo === 'heat' ? { exhaust: { supply_degC: 95, return_degC: 60 } } : {} },
        );
        const rated = (b.instance.q as { rated: number }).rated;
        const x = isOn ? { on: 1, held_h: 1, warmed_h: 0, level_kg_per_h: 0.6 * rated } : {};
        b.run({ x });
        const [low, high, least] = b.limits(lead);
        const from = lead === 'live' ? -least : isOn ? Math.max(low, least) : least;
        const to = lead === 'live' ? low : high;
        const target = from + share * (to - from);
        const out = b.run({ x, lead, target });
        expect(Math.abs(out[`${lead}_kW`]! - target)).toBeLessThan(1e-9 * Math.max(1, Math.abs(target)));
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
        expect(b.run({ x, lead, target })).toEqual(out);
        const must = b.run({ x });
        expect(must.electricity_kW! >= 0 && (isOn ? must.on === 1 : must.live_kW === 0)).toBe(true);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
      },
    ),
  );
});

it('stands in an outage and at rest', () => {
  for (const out of [at().run({}), at().run({ w: { available: 0 }, target: 500 })])
    expect([out.live_kW, out.electricity_kW, out.exhaust_kW, out.generatorLoss_kW]).toEqual([0, 0, 0, 0]);
});

it('says which parameter or bus is wrong', () => {
  expect(SteamTurbineParams.safeParse({ rated_kW: 1, type: 'both' }).error?.issues[0]?.message).toBe(
    'Invalid option: expected one of "backPressure"|"condensing"|"extraction"',
  );
  expect(() => at({}, { buses: { live: LOW, exhaust: { supply_degC: 180, return_degC: 90 } } })).toThrow(
    'exhaust: its steam would expand from 5.00 to 10.03 bar; expected a lower end, or live steam of more pressure',
  );
  expect(() => at({ noLoad: 0.3 })).toThrow(
    'minLoad: met 0.2, at which it does not turn; expected more than noLoad 0.3',
  );
  expect(() =>
    at({ type: 'extraction', noLoad: 0.19 }, { buses: { exhaust: { supply_degC: 270, return_degC: 90 } } }),
  ).toThrow(
    'exhaust: with most of its steam extracted it would hardly turn; expected an exhaust of lower pressure, or less noLoad',
  );
});
