import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SinkParams, sink } from '../../src/models/sink.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

it.each([
  // target, available -> taken, revenue   by hand: demand 10 kW, at most 30 kW, worth 0.5 money/kWh
  [undefined, 1, 10, 5],
  [-25, 1, 25, 12.5],
  [-40, 1, 30, 15],
  [-5, 1, 10, 5],
  [-25, 0, 0, 0],
])('target %s kW, available %d', (target, available, taken_kW, revenue) => {
  const b = bench(sink, { demand_kW: 10, max_kW: 30, worth_money_per_kWh: 0.5 });
  const out = b.run({ w: { available }, ...(target === undefined ? {} : { target }) });
  expect(out).toMatchObject({ input_kW: 0 - taken_kW, taken_kW, revenue_money_per_h: revenue });
  expect(b.residual().value).toBe(0);
});

it('meets any target within its limits', () => {
  fc.assert(
    fc.property(between(0, 20), between(0, 40), between(0, 1), (demand_kW, max_kW, share) => {
      const b = bench(sink, { demand_kW, max_kW });
      const [lowest, highest] = b.limits();
      expect(lowest).toBeCloseTo(-Math.max(demand_kW, max_kW), 12);
      expect(highest).toBeCloseTo(-demand_kW, 12);
      const target = lowest + share * (highest - lowest);
      expect(b.run({ target }).input_kW).toBeCloseTo(target, 9);
    }),
  );
});

it('without a limit it is a plain demand and leads nothing', () => {
  const b = bench(sink, { carrier: 'co2', demand_kg_per_h: 7 });
  expect(b.instance.leads).toEqual([]);
  expect(b.run({})).toMatchObject({ input_kg_per_h: -7, taken_kg_per_h: 7, taken_kW: 0 });
  expect(b.instance.laws.map((law) => law.quantity)).toEqual(['energy', 'carbon']);
  b.instance.y[2]! *= 1.01;
  expect(b.residual()).toMatchObject({ quantity: 'carbon', value: expect.closeTo(0.07, 12) });
});

it('says what is wrong', () => {
  expect(SinkParams.safeParse({}).error?.issues[0]?.message).toBe(
    'met neither a demand nor a limit; expected "demand_kW" or "max_kW" (kg_per_h on a bus that counts in it)',
  );
  expect(() => bench(sink, { demand_kW: Number.NaN })).toThrow('expected number');
  expect(() => bench(sink, { demand_kW: 'p.d_kW' }, { profiles: { 'p.d_kW': Float64Array.of(Number.NaN) } })).toThrow(
    'demand_kW: met NaN in step 0; expected a number of at least 0 in every step',
  );
});
