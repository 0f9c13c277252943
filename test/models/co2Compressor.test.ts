import fc from 'fast-check';
import { expect, it } from 'vitest';
import { co2StageWork, co2State } from '../../src/core/physics/carbonDioxide.ts';
import { Co2CompressorParams, co2Compressor } from '../../src/models/co2Compressor.ts';
import { between } from '../between.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';
import { totals } from './totals.ts';

const unit = (params: object = {}): Bench => bench(co2Compressor, { rated_kg_per_h: 1000, ...params });

it('takes the ideal-gas work where gas is nearly ideal, by hand', () => {
  // 1 to 1.5 bar at 40 degC: cp = 0.865, R / cp = 0.2184; 0.865 * 313.15 * (1.5^0.2184 - 1) = 25.08 kJ/kg
  expect(3600 * co2StageWork(0.1, 0.15, 313.15, 1).work_kWh_per_kg).toBeCloseTo(25.1, 0);
  expect(co2StageWork(0.1, 0.15, 313.15, 1).discharge_K).toBeCloseTo(313.15 + 25.1 / 0.87, 0);
});

it('takes what the catalogue says to dense phase: 0.1 kWh/kg', () => {
  const out = unit().run({ target: 1000 });
  expect(out.specificWork_kWh_per_kg).toBeGreaterThan(0.085);
  expect(out.specificWork_kWh_per_kg).toBeLessThan(0.11);
  expect(out.driveLoss_kW! + out.coolerLoss_kW!).toBeCloseTo(-out.electricity_kW!, 9);
  expect(out.driveLoss_kW).toBeCloseTo(-out.electricity_kW! * 0.05, 9);
  // What CO2 gives up as it grows dense, from enthalpies: some 220 kJ/kg
  expect(out.condensing_kW! * 3.6).toBeCloseTo(
    co2State(0.15, 313.15).h_kJ_per_kg - co2State(11, 313.15).h_kJ_per_kg,
    9,
  );
  expect(out.condensing_kW! * 3.6).toBeGreaterThan(150);
});

it('leads gas back below a share of its rating: power stays', () => {
  const b = unit({ recycleBelow: 0.7 });
  const at = (target: number): number => b.run({ target }).electricity_kW!;
  expect(at(200)).toBeCloseTo(at(700), 12);
  expect(at(1000)).toBeLessThan(at(700));
  expect(Math.abs(at(0))).toBe(0);
});

it('holds its laws and meets any target within its limits', () => {
  const b = unit();
  fc.assert(
    fc.property(between(0, 1), between(0, 1), (available, share) => {
      b.instance.w[0] = available;
      const target = share * b.limits()[1];
      const out = b.run({ target });
      expect(out.to_kg_per_h).toBeCloseTo(target, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(b.run({ target })).toEqual(out);
    }),
  );
});

it('shows a fault of 1 percent, rests in an outage, counts what it took', () => {
  const b = unit();
  b.run({ target: 800 });
  expect(plant(b).sort()).toEqual(['coolerLoss_kW', 'driveLoss_kW', 'electricity_kW', 'from_kg_per_h', 'to_kg_per_h']);
  const out = b.run({ w: { available: 0 }, target: 800 });
  expect([out.to_kg_per_h, Math.abs(out.electricity_kW!)]).toEqual([0, 0]);
  expect(b.instance.kind.kpis!(b.instance.q, totals({ to_kg_per_h: 9, electricity_kW: -2, load: 1 }))).toEqual({
    delivered_kg: 9,
    compression_kWh: 2,
    fullLoadHours_h: 1,
  });
});

it('says what is wrong', () => {
  expect(
    Co2CompressorParams.safeParse({ rated_kg_per_h: 1, inlet_bar: 120, outlet_bar: 110 }).error?.issues[0]?.message,
  ).toBe('expected more than inlet_bar');
});
