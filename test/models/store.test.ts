import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CARRIERS, type Carrier } from '../../src/core/carriers.ts';
import { StoreParams, store } from '../../src/models/store.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

const params = { capacity_kWh: 100, charge_kW: 30, discharge_kW: 40, etaCharge: 0.9, etaDischarge: 0.8 };

it.each([
  // held, target, step s, loss/h -> held after, flow   by hand
  [50, -20, 3600, 0, 68, -20], // 50 + 20 * 0.9
  [50, 20, 3600, 0, 25, 20], // 50 - 20 / 0.8
  [50, -80, 3600, 0, 77, -30], // limited by charge_kW
  [95, -30, 1800, 0, 100, -5 / 0.9 / 0.5], // limited by room
  [10, 40, 3600, 0, 0, 8], // limited by stock
  [50, 0, 3600, 0.1, 45, 0], // loses a tenth
  [50, 0, 1800, 0.19, 45, 0], // (1 - 0.19)^0.5 = 0.9
])('%d kWh asked for %d kW over %d s, loss %d', (energy_kWh, target, step_s, loss_per_h, left_kWh, flow_kW) => {
  const out = bench(store, { ...params, loss_per_h }, { step_s }).run({ x: { energy_kWh }, target });
  expect(out.energy_kWh).toBeCloseTo(left_kWh, 12);
  expect(out.port_kW).toBeCloseTo(flow_kW, 12);
});

const carriers = Object.keys(CARRIERS) as Carrier[];
it.each(carriers)('holds its laws, meets its limits and is whole in halves: %s', (carrier) => {
  const mass = CARRIERS[carrier].unit === 'kg_per_h';
  const p = {
    carrier,
    [mass ? 'capacity_kg' : 'capacity_kWh']: 100,
    etaCharge: 0.9,
    etaDischarge: 0.8,
    loss_per_h: 0.02,
    socMin: 0.1,
  };
  const state = mass ? 'mass_kg' : 'energy_kWh';
  const port = mass ? 'port_kg_per_h' : 'port_kW';
  fc.assert(
    fc.property(between(12, 100), between(0, 1), (held, share) => {
      const b = bench(store, p);
      b.instance.x[mass ? 1 : 0] = held;
      const [lowest, highest] = b.limits();
      const target = lowest + share * (highest - lowest);
      const after = b.run({ target });
      expect(after[port]).toBeCloseTo(target, 9);
      expect(after[state]).toBeGreaterThanOrEqual(10 - 1e-9);
      expect(after[state]).toBeLessThanOrEqual(100 + 1e-9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(b.run({ target })).toEqual(after);
      const half = bench(store, p, { step_s: 1800 });
      const first = half.run({ x: { [state]: held }, target });
      expect(half.run({ x: { [state]: first[state]! }, target })[state]).toBeCloseTo(after[state]!, 9);
    }),
    { numRuns: 50 },
  );
});

it('shows a loss wrong by 1 %', () => {
  const b = bench(store, { ...params, carrier: 'heat', loss_per_h: 0.02 });
  b.run({ target: 10 });
  b.instance.y[5]! *= 1.01;
  expect(Math.abs(b.residual().value)).toBeGreaterThan(0.02);
});

it('does nothing in an outage but lose', () => {
  const b = bench(store, { ...params, loss_per_h: 0.1 });
  expect(b.run({ w: { available: 0 }, x: { energy_kWh: 50 }, target: 10 })).toMatchObject({
    port_kW: 0,
    energy_kWh: 45,
  });
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('says what is wrong', () => {
  const text = (p: unknown): string | undefined => StoreParams.safeParse(p).error?.issues[0]?.message;
  expect(text({})).toBe('met no capacity; expected "capacity_kWh", or "capacity_kg" on a bus that counts in kg/h');
  expect(text({ ...params, socStart: 0.1, socMin: 0.2 })).toBe('expected socMin <= socStart <= socMax');
  expect(text({ carrier: 'oxygen', capacity_kWh: 3 })).toBe(
    'met on oxygen, whose buses count in kg/h; expected "capacity_kg" instead',
  );
  expect(() => bench(store, { capacity_kWh: 5, socMin: 0.5, socMax: 0.5 })).toThrow(
    'socMin: met 0.5; expected less than socMax (0.5)',
  );
});
