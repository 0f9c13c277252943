import { expect, it } from 'vitest';
import { SourceParams, source } from '../../src/models/source.ts';
import { bench } from './bench.ts';

it.each([
  // asked, available -> given, unused, cost   by hand: max 50 kW, least 10 kW, 0.3 money/kWh
  [20, 1, 20, 30, 6],
  [80, 1, 50, 0, 15],
  [4, 1, 10, 40, 3],
  [0, 1, 0, 50, 0],
  [20, 0, 0, 0, 0],
])('asked for %d kW, available %d', (target, available, given_kW, unused_kW, cost) => {
  const b = bench(source, { max_kW: 50, min_kW: 10, price_money_per_kWh: 0.3 });
  const out = b.run({ w: { available }, target });
  expect(out).toMatchObject({ output_kW: given_kW, given_kW, unused_kW, given_kg_per_h: 0 });
  expect(out.cost_money_per_h).toBeCloseTo(cost, 12);
  expect(b.residual().value).toBe(0);
  expect(b.limits()).toEqual(available ? [0, 50, 10] : [0, 0, 0]);
});

it.each([
  [{ mustRun: true, max_kW: 50 }, [50, 50, 0], 50],
  [{ mustRun: true, max_kW: 50, min_kW: 10 }, [10, 50, 10], 10],
  [{ mustRun: true, max_kW: 'p.max_kW', min_kW: 10 }, [4, 4, 4], 4],
])('%j runs at rest as it must', (params, limits, given_kW) => {
  const b = bench(source, params, { profiles: { 'p.max_kW': Float64Array.of(4) } });
  expect(b.limits()).toEqual(limits);
  expect(b.run({}).output_kW).toBe(given_kW);
  b.instance.y[1]! *= 1.01;
  expect(Math.abs(b.residual().value)).toBeCloseTo(given_kW * 0.01, 12);
});

it('counts oxygen in kg/h and bought heat by its indirect carbon', () => {
  const b = bench(source, { carrier: 'oxygen', max_kg_per_h: 5, price_money_per_kg: 2 });
  expect(b.run({ target: 3 })).toMatchObject({
    output_kg_per_h: 3,
    given_kg_per_h: 3,
    given_kW: 0,
    cost_money_per_h: 6,
  });
  const heat = bench(source, { carrier: 'heat', max_kW: 100, scope2_kg_per_kWh: 0.11 });
  expect(heat.run({ target: 50 }).scope2_kg_per_h).toBeCloseTo(5.5, 12);
});

it('carries the carbon of the gas it gives', () => {
  const b = bench(source, { carrier: 'gas', max_kW: 100 });
  b.run({ target: 100 });
  expect(b.instance.laws.map((law) => law.quantity)).toEqual(['energy', 'carbon']);
  expect(b.residual().value).toBe(0);
});

it('says what is wrong', () => {
  const text = (p: unknown): string | undefined => SourceParams.safeParse(p).error?.issues[0]?.message;
  expect(text({})).toBe('met no limit; expected "max_kW", or "max_kg_per_h" on a bus that counts in kg/h');
  expect(text({ carrier: 'water', max_kW: 1 })).toBe(
    'met on water, whose buses count in kg/h; expected "max_kg_per_h" instead',
  );
  expect(() => bench(source, { max_kW: 5, min_kW: 6 })).toThrow(
    'min_kW: met 6 above the most it can give (5); expected at most that',
  );
  expect(() => bench(source, { max_kW: -5 })).toThrow(
    'max_kW: met -5 in step 0; expected a number of at least 0 in every step',
  );
});
