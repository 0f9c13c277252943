import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MonthTotals, Totals } from '../../src/core/component.ts';
import { gasSupply } from '../../src/models/gasSupply.ts';
import { between } from '../between.ts';
import { lay } from '../series/tariffBench.ts';
import { bench } from './bench.ts';

const gas = '{ carrier: gas, basis: m3, heatingValue_kWh_per_m3: 10, energy: { price_money_per_m3: 3 }';
const setting = (tariff = `${gas} }`) => ({ tariffs: { gas: lay(tariff) } });
const params = { tariff: 'gas', limit_kW: 100 };

it.each([
  // asked, available -> kW, money/h   by hand: 3 money/m3 at 10 kWh/m3
  [50, 1, 50, 15],
  [150, 1, 100, 30],
  [-10, 1, 0, 0],
  [0, 1, 0, 0],
  [50, 0, 0, 0],
])('asked for %d kW, available %d', (target, available, supply_kW, cost) => {
  const b = bench(gasSupply, params, setting());
  const out = b.run({ w: { available }, target });
  expect(out).toMatchObject({ gas_kW: supply_kW, supply_kW });
  expect(out.energyCost_money_per_h).toBeCloseTo(cost, 12);
  expect(b.limits()).toEqual([0, available * 100, 0]);
});

it('counts the chain before the meter', () => {
  // by hand: 0.015 + 0.01 x 29.8 / 13.9 = 0.03644 kg/kWh
  expect(bench(gasSupply, params, setting()).run({ target: 100 }).co2Upstream_kg_per_h).toBeCloseTo(3.6439, 4);
  const clean = { ...params, methaneLeak: 0, supplyChain_kg_per_kWh: 0 };
  expect(bench(gasSupply, clean, setting()).run({ target: 100 }).co2Upstream_kg_per_h).toBe(0);
});

it('closes energy and carbon, meets every target within its limits; an error of 1 % shows', () => {
  const b = bench(gasSupply, params, setting());
  expect(b.instance.laws.map((law) => law.quantity)).toEqual(['energy', 'carbon']);
  fc.assert(
    fc.property(between(0, 1), between(1, 100), between(0, 1), (available, limit_kW, share) => {
      const w = { available, limit_kW };
      const target = available * limit_kW * share;
      const out = b.run({ w, target });
      expect(b.run({ w, target })).toEqual(out);
      expect(Math.abs(out.gas_kW! - target)).toBeLessThan(1e-9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      if (target < 0.1) return;
      b.instance.y[0]! *= 1.01;
      expect(Math.abs(b.residual().value)).toBeCloseTo(target * 0.01 * 1.108, 9); // higher heating value
    }),
  );
});

it('states its price, and that nothing can be fed in', () => {
  const b = bench(gasSupply, params, setting());
  const out = new Float64Array(2);
  b.run({});
  gasSupply.price!(b.instance.q as never, b.instance.x, b.instance.w, out);
  expect(out[0]).toBeCloseTo(0.3, 12);
  expect(out[1]).toBe(Number.NEGATIVE_INFINITY);
  b.run({ w: { available: 0 } });
  gasSupply.price!(b.instance.q as never, b.instance.x, b.instance.w, out);
  expect([...out]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

it('bills a month cut to the run', () => {
  const b = bench(gasSupply, params, setting(`${gas}, standing_money_per_month: 310 }`));
  const sum = (signal: string): number => (signal === 'supply_kW' ? 2400 : 720);
  const month: MonthTotals = {
    meter: { label: '2023-01', year: 2023, month: 1, covered_h: 24, hours_h: 744 },
    sum,
    max: () => 100,
    peak: () => {
      throw new Error('nothing is metered');
    },
  };
  const none = (): number => 0;
  const totals: Totals = {
    hours_h: 24,
    sum,
    max: () => 100,
    min: none,
    running_h: none,
    first: none,
    last: none,
    months: [month],
  };
  expect(gasSupply.bill!(b.instance.q as never, totals)).toEqual([
    { label: 'energy', part: 'energy', money: 720, month: '2023-01' },
    { label: 'standing charge', part: 'standing', money: expect.closeTo(10, 9), month: '2023-01' }, // 310 / 31, by hand
  ]);
  expect(gasSupply.kpis!(b.instance.q as never, totals)).toEqual({ supply_kWh: 2400, peak_kW: 100 });
});

it('refuses a tariff of another carrier', () => {
  expect(() => bench(gasSupply, params, setting('{ energy: { price_money_per_kWh: 1 } }'))).toThrow(
    'tariff: "gas" is a tariff of electricity; expected one of gas',
  );
});
