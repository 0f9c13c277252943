import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { h2Enthalpy_kJ_per_kg } from '../../src/core/physics/hydrogen.ts';
import { compressionTrain, HydrogenCompressorParams, hydrogenCompressor } from '../../src/models/hydrogenCompressor.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';
import { totals } from './totals.ts';

const warm = { buses: { heat: { supply_degC: 60, return_degC: 40 } } };
const unit = (params: object = {}, setting: BenchSetting = warm): Bench =>
  bench(hydrogenCompressor, { rated_kW: 1000, ...params }, setting);

it('takes the ideal-gas work where gas is nearly ideal, by hand', () => {
  // One stage from 1 to 3 bar at 30 degC: cp T (3^0.288 - 1) / eta = 14.32 * 303.15 * 0.3722 / 0.75 / 3600 kWh/kg
  const out = unit({ inlet_bar: 1, outlet_bar: 3, etaMotor: 1 }).run({ target: 1000 });
  expect(out.specificWork_kWh_per_kg).toBeCloseTo(0.5984, 3);
  expect(out.hydrogen_kg_per_h).toBeCloseTo(1000 / H2_LHV_kWh_per_kg, 12);
  expect(out.electricity_kW).toBeCloseTo(-out.hydrogen_kg_per_h! * out.specificWork_kWh_per_kg!, 12);
  expect(out.pressureEnthalpy_kW! / out.coolerHeat_kW!).toBeLessThan(0.01);
});

it('splits its drive into heat of coolers, loss of the drive and enthalpy of pressure', () => {
  const b = unit({ inlet_bar: 30, outlet_bar: 500 });
  const out = b.run({ target: 700 });
  const gain = (h2Enthalpy_kJ_per_kg(50, 303.15) - h2Enthalpy_kJ_per_kg(3, 303.15)) / 3600;
  expect(out.pressureEnthalpy_kW).toBeCloseTo((700 / H2_LHV_kWh_per_kg) * gain, 9);
  expect(out.driveLoss_kW).toBeCloseTo(-out.electricity_kW! * 0.05, 9);
  expect(out.heat_kW! + out.coolerLoss_kW!).toBeCloseTo(out.coolerHeat_kW!, 9);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
  expect(plant(b).sort()).toEqual(
    ['from_kW', 'to_kW', 'electricity_kW', 'heat_kW', 'coolerLoss_kW', 'driveLoss_kW', 'pressureEnthalpy_kW'].sort(),
  );
});

it('takes as many stages as keep the ratio to 3, and less work the more there are', () => {
  const stages = (outlet_bar: number): number =>
    compressionTrain({ ...HydrogenCompressorParams.parse({ rated_kW: 1 }), inlet_bar: 30, outlet_bar }).stages;
  expect([stages(89), stages(91)]).toEqual([1, 2]);
  const work = (stages: number): number =>
    unit({ outlet_bar: 500, stages }, { unconnected: ['heat'] }).run({ target: 1000 }).electricity_kW!;
  expect(work(3)).toBeGreaterThan(work(2));
  expect(work(2)).toBeGreaterThan(work(1));
});

it('gives less heat to a hotter return, and none where no bus is connected', () => {
  const heat = (return_degC: number): number =>
    unit({}, { buses: { heat: { supply_degC: 70, return_degC } } }).run({ target: 1000 }).heat_kW!;
  expect(heat(20)).toBeGreaterThan(heat(40));
  // Gas of 162 degC gives what it holds above 70 of what it holds above 30: nearly in proportion.
  expect(heat(60) / heat(20)).toBeCloseTo((162 - 70) / (162 - 30), 2);
  expect(unit({}, { unconnected: ['heat'] }).run({ target: 1000 })).toMatchObject({ heat_kW: 0 });
});

it('leads gas back below a share of its rating: power stays', () => {
  const b = unit({ recycleBelow: 0.4 });
  const at = (target: number): number => b.run({ target }).electricity_kW!;
  expect(at(100)).toBeCloseTo(at(400), 12);
  expect(at(800)).toBeCloseTo(2 * at(400), 9);
  b.run({ target: 100 });
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
  expect(at(0)).toBe(0);
});

it('holds its laws and meets any target within its limits', () => {
  fc.assert(
    fc.property(
      between(1, 50),
      between(1.1, 12),
      between(0, 1),
      between(0, 1),
      fc.constantFrom(0, 0.3),
      (inlet_bar, ratio, available, share, recycleBelow) => {
        const b = unit({ inlet_bar, outlet_bar: inlet_bar * ratio, recycleBelow }, { unconnected: ['heat'] });
        b.instance.w[0] = available;
        const [lowest, highest] = b.limits();
        const target = lowest + share * (highest - lowest);
        const out = b.run({ target });
        expect(out.to_kW).toBeCloseTo(target, 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        for (const loss of ['coolerLoss_kW', 'driveLoss_kW', 'pressureEnthalpy_kW'])
          expect(out[loss]).toBeGreaterThanOrEqual(0);
        expect(b.run({ target })).toEqual(out);
      },
    ),
    { numRuns: 60 },
  );
});

it('rests in an outage, and at rest', () => {
  for (const out of [unit().run({ w: { available: 0 }, target: 500 }), unit().run({})])
    expect([out.from_kW, out.to_kW, out.electricity_kW, out.heat_kW].map(Math.abs)).toEqual([0, 0, 0, 0]);
});

it('counts what it took', () => {
  const { kind, q } = unit().instance;
  expect(kind.kpis!(q, totals({ load: 5, electricity_kW: -200, hydrogen_kg_per_h: 100 }))).toEqual({
    fullLoadHours_h: 5,
    compression_kWh: 200,
    consumption_kWh_per_kg: 2,
  });
});

it('says what is wrong', () => {
  const text = (p: object): string | undefined =>
    HydrogenCompressorParams.safeParse({ rated_kW: 1, ...p }).error?.issues[0]?.message;
  expect(text({ inlet_bar: 80, outlet_bar: 80 })).toBe('expected more than inlet_bar');
  expect(() => unit({ inlet_bar: 80 })).toThrow(
    'outlet_bar: met 80 bar, and 80 bar of inlet_bar; expected more than that, by these parameters or by the pressure_bar of its buses',
  );
  expect(() =>
    unit({ outlet_bar: 35, heatMax_degC: 95 }, { buses: { heat: { supply_degC: 80, return_degC: 60 } } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: heat: bus "bus-heat" is supplied at 80 degC, but gas leaves a stage at 48.4 degC, which serves 38.4 degC; expected a colder bus, or fewer stages]`,
  );
});
