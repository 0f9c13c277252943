import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MeterMonth } from '../../src/core/environment.ts';
import { powerFactorShare } from '../../src/series/tariffCharges.ts';
import { between } from '../between.ts';
import { lay } from './tariffBench.ts';

it.each([
  // by hand from the table for 0.90
  [1, -0.0075],
  [0.95, -0.0075],
  [0.93, -0.0045],
  [0.9, 0],
  [0.896, 0],
  [0.89, 0.005],
  [0.85, 0.025],
  [0.7, 0.1],
  [0.69, 0.11],
  [0.65, 0.15],
  [0.6, 0.25],
])('a power factor of %d adds %d of the bill', (powerFactor, share) => {
  expect(powerFactorShare(powerFactor)).toBeCloseTo(share, 12);
});

it('never rewards a lower power factor', () => {
  fc.assert(
    fc.property(between(0, 1), between(0, 1), (a, b) => {
      expect(powerFactorShare(Math.min(a, b))).toBeGreaterThanOrEqual(powerFactorShare(Math.max(a, b)));
    }),
  );
});

const january: MeterMonth = {
  label: '2023-01',
  year: 2023,
  month: 1,
  covered_h: 72,
  hours_h: 744,
  import_kWh: 50_000,
  export_kWh: 0,
  peak_kW: 1000,
  peakIsLowerBound: true,
  energy_money: 30_000,
  powerFactor: 0.85,
  contracted_kVA: 1600,
};
const charges = (yaml: string, meter: MeterMonth = january): string[] =>
  lay(`{ energy: { price_money_per_kWh: 0.6 }, ${yaml} }`)
    .monthlyCharges(meter)
    .map((line) => `${line.month} ${line.label} ${line.money.toFixed(2)}`);

it('charges three days of January by their hours', () => {
  // by hand: 1000 x 51 x 72 / 744; (30000 + 4935.48) x 2.5 %; 100 x 72 / 744
  const fixed = 'fixed: { by: demand, price_money_per_kW_month: 51 }, powerFactor: china90';
  expect(charges(`${fixed}, standing_money_per_month: 100`)).toEqual([
    '2023-01 demand charge (lower bound) 4935.48',
    '2023-01 power factor adjustment 873.39',
    '2023-01 standing charge 9.68',
  ]);
  expect(charges(`${fixed}, partialMonths: whole`)[0]).toBe('2023-01 demand charge (lower bound) 51000.00');
});

it('raises a demand that it can only bound from below, and adds VAT where the figures lack it', () => {
  const fixed = 'fixed: { by: demand, price_money_per_kW_month: 51, intraHourFactor: 1.1 }, partialMonths: whole';
  expect(charges(fixed)).toEqual(['2023-01 demand charge (lower bound) 56100.00']);
  expect(charges(fixed, { ...january, peakIsLowerBound: false })).toEqual(['2023-01 demand charge 51000.00']);
  expect(charges(`${fixed}, vat: { prices: excluded, rate: 0.13 }`)).toEqual([
    '2023-01 demand charge (lower bound) 63393.00',
  ]);
});

it('charges a capacity', () => {
  // by hand: 1600 x 32
  const fixed = 'fixed: { by: capacity, price_money_per_kVA_month: 32 }';
  expect(charges(fixed, { ...january, covered_h: 744 })).toEqual(['2023-01 capacity charge 51200.00']);
});
