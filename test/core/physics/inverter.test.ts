import { expect, it } from 'vitest';
import {
  reactiveByPower_kvar,
  reactiveByVoltage_kvar,
  STANDARD_COS_PHI,
  STANDARD_QV,
  slopeAt,
  steepest,
} from '../../../src/core/physics/powerFlow/inverter.ts';

it.each([
  // p.u. of voltage, kW -> kvar of an inverter of 100 kVA, by hand
  [1, 80, 0],
  [1.03, 80, 0],
  [1.05, 80, -21.8],
  [1.07, 80, -43.6],
  [1.2, 80, -43.6],
  [0.95, 0, 21.8],
  [0.9, 80, 43.6],
  [0.9, 100, 0], // active power goes first
  [0.9, 96, 28], // sqrt(100^2 - 96^2)
  [1.2, -96, -28],
  [0.4, 0, 0], // no network
])('Q(V) at %d p.u. beside %d kW gives %d kvar', (vm, active_kW, kvar) => {
  expect(reactiveByVoltage_kvar(STANDARD_QV, 100, vm, active_kW)).toBeCloseTo(kvar, 9);
});

it.each([
  // kW -> kvar of an inverter of 100 kW, by its rated kVA, by hand
  [0, 120, 0],
  [50, 120, 0],
  [75, 120, -24.6513], // cos phi 0.95: 75 * tan(acos 0.95)
  [100, 120, -48.4322], // cos phi 0.9
  [100, 105, -32.0156], // no more room: sqrt(105^2 - 100^2)
  [-60, 120, 0], // charging
])('cos phi(P) at %d kW within %d kVA gives %d kvar', (active_kW, rated_kVA, kvar) => {
  expect(reactiveByPower_kvar(STANDARD_COS_PHI, 100, rated_kVA, active_kW)).toBeCloseTo(kvar, 4);
});

it('knows the slope of its piece', () => {
  expect(slopeAt(STANDARD_QV, 1.05)).toBeCloseTo(-10.9, 9);
  expect([slopeAt(STANDARD_QV, 1), slopeAt(STANDARD_QV, 0.5), slopeAt(STANDARD_QV, 1.3)]).toEqual([0, 0, 0]);
  expect(steepest(STANDARD_QV)).toBeCloseTo(10.9, 9);
});
