import { expect, it } from 'vitest';
import { load } from '../../src/models/load.ts';
import { bench } from './bench.ts';

it.each([
  // class, target, available -> served, cut   by hand, demand 50 kW
  [0, undefined, 1, 50, 0],
  [2, undefined, 1, 50, 0],
  [2, -30, 1, 30, 20],
  [2, 0, 1, 0, 50],
  [2, -80, 1, 50, 0],
  [2, -30, 0, 0, 0],
])('class %d, target %s, available %d', (sheddingClass, target, available, served_kW, unserved_kW) => {
  const b = bench(load, { demand: 50, sheddingClass });
  const out = b.run({ w: { available }, ...(target === undefined ? {} : { target }) });
  expect(out).toMatchObject({ input_kW: 0 - served_kW, served_kW, unserved_kW });
  expect(b.residual().value).toBe(0);
});

it('leads only where it may be cut', () => {
  expect(bench(load, { demand: 50 }).instance.leads).toEqual([]);
  const b = bench(load, { demand: 50, sheddingClass: 3 });
  expect(b.instance.leads).toEqual([0]);
  expect(b.limits()).toEqual([-50, 0, 0]);
});

it.each(['electricity', 'heat', 'cooling', 'hydrogen', 'gas'])(
  'holds its laws for %s and shows a fault of 1 %%',
  (carrier) => {
    const b = bench(load, { carrier, demand: 'p.q_kW', scale: 2 }, { profiles: { 'p.q_kW': Float64Array.of(30) } });
    expect(b.run({}).served_kW).toBe(60);
    expect(b.residual().value).toBe(0);
    b.instance.y[2]! *= 1.01;
    expect(Math.abs(b.residual().value)).toBeGreaterThan(0.5);
  },
);

it('emits what the fuel it burns holds', () => {
  const b = bench(load, { carrier: 'gas', demand: 100 }, { buses: { input: { biogenic_kg_per_kWh: 0.02 } } });
  const out = b.run({});
  expect(out.fossilCo2_kg_per_h).toBeCloseTo(19.8, 12);
  expect(out.biogenicCo2_kg_per_h).toBeCloseTo(2, 12);
  expect(b.instance.laws.map((law) => law.quantity)).toEqual(['energy', 'carbon']);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-12);
});

it('refuses a demand below 0 or missing', () => {
  const given =
    (v: number): (() => unknown) =>
    () =>
      bench(load, { demand: 'p.q_kW' }, { length: 2, profiles: { 'p.q_kW': Float64Array.of(1, v) } });
  expect(given(-2)).toThrow('demand: met -2 in step 1; expected a number of at least 0 in every step');
  expect(given(Number.NaN)).toThrow('demand: met NaN in step 1; expected a number of at least 0 in every step');
});

it('takes or gives reactive power by its power factor: by hand', () => {
  const at = (more: object): number => bench(load, { demand: 80, cosPhi: 0.8, ...more }).run({}).reactive_kvar!;
  expect(at({})).toBeCloseTo(-60, 12);
  expect(at({ reactiveFlow: 'gives' })).toBeCloseTo(60, 12);
  expect(bench(load, { demand: 80 }).run({}).reactive_kvar).toBe(0);
  // What is cut takes none.
  const cut = bench(load, { demand: 80, cosPhi: 0.8, sheddingClass: 1 });
  expect(cut.run({ target: -40 }).reactive_kvar).toBeCloseTo(-30, 12);
  // What does not follow the load stays, but in an outage.
  const motors = bench(load, { demand: 80, cosPhi: 0.8, idle_kvar: 12 });
  expect(motors.run({}).reactive_kvar).toBeCloseTo(-72, 12);
  expect(motors.run({ w: { demand_kW: 0 } }).reactive_kvar).toBe(-12);
  expect(motors.run({ w: { available: 0 } }).reactive_kvar).toBeCloseTo(0, 12);
  expect(() => bench(load, { carrier: 'heat', demand: 80, idle_kvar: 1 })).toThrow(
    'only electricity has reactive power',
  );
  expect(bench(load, { carrier: 'heat', demand: 80 }).run({})).not.toHaveProperty('reactive_kvar');
  expect(() => bench(load, { carrier: 'heat', demand: 80, cosPhi: 0.9 })).toThrow(
    'only electricity has a power factor',
  );
});
