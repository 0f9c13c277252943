import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MeterMonth } from '../../src/core/environment.ts';
import { powerFactorShare } from '../../src/series/tariffCharges.ts';
import { between } from '../between.ts';
import { faults, lay, timed } from './tariffBench.ts';

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
  demand_kW: [1000],
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
  const raiseAt = (step_s: number): number | undefined =>
    lay(`{ energy: { price_money_per_kWh: 0.6 }, ${fixed} }`, { step_s }).demand[0]?.raise;
  expect([raiseAt(3600), raiseAt(900), raiseAt(60)]).toEqual([1.1, 1, 1]);
  expect(charges(`${fixed}, vat: { prices: excluded, rate: 0.13 }`)).toEqual([
    '2023-01 demand charge (lower bound) 57630.00', // 1000 x 51 x 1.13, by hand
  ]);
});

it('charges demand by window, in the months in which it counts, and lays its hours on the days of the calendar', () => {
  const demand =
    'demand: { summer: { price_money_per_kW_month: 20, months: [6, 7] }, onPeak: { price_money_per_kW_month: 10, days: workdays, hours: 8:30-11, metering_min: 60 } }, partialMonths: whole';
  expect(charges(demand, { ...january, demand_kW: [300, 200] })).toEqual(['2023-01 demand charge onPeak 2000.00']);
  // Friday 6 to Sunday 8 January 2023; the step from 8 to 9 lies in the window by half. // by hand
  const { demand: laid } = lay(`{ energy: { price_money_per_kWh: 0.6 }, ${demand} }`, {
    start_ms: Date.UTC(2023, 0, 5, 16),
    length: 72,
  });
  const counted = [...laid[1]!.counts!].flatMap((v, i) => (v === 1 ? [i] : []));
  expect(counted).toEqual([8, 9, 10]);
  expect([...laid[0]!.counts!].includes(1)).toBe(false);
});

it('counts demand in the hours of periods', () => {
  const { demand } = lay(
    timed(
      'hours: { peak: 8-11, valley: [0-8, 11-24] }',
      'demand: { peak: { price_money_per_kW_month: 3, periods: [peak] } }',
    ),
  );
  expect([...demand[0]!.counts!].flatMap((v, i) => (v === 1 ? [i] : []))).toEqual([8, 9, 10]);
});

it('refuses windows and look-backs that contradict themselves', () => {
  const wrong = (charge: string): string[] =>
    faults(
      timed('hours: { peak: 8-11, valley: [0-8, 11-24] }', `demand: { d: { price_money_per_kW_month: 3, ${charge} } }`),
    );
  expect(wrong('periods: [peek]')).toEqual(['demand.d.periods: unknown period "peek"; energy has peak, valley']);
  expect(wrong('periods: [peak], hours: 8-11')).toEqual([
    'demand.d: has "periods" and "days" or "hours"; expected the one or the other',
  ]);
  expect(wrong('months: [6, 7], lookBack: { months: 11, share: 0.8, of: [1, 2] }')).toEqual([
    'demand.d.lookBack: looks back over 11 months at months 1, 2, and counts in months 6, 7 alone; expected months in which it counts',
  ]);
  expect(wrong('lookBack: { months: 11, share: 1.2 }')).toEqual([
    'demand.d.lookBack.share: Too big: expected number to be <=1',
  ]);
});

it('charges a capacity', () => {
  // by hand: 1600 x 32
  const fixed = 'fixed: { by: capacity, price_money_per_kVA_month: 32 }';
  expect(charges(fixed, { ...january, covered_h: 744 })).toEqual(['2023-01 capacity charge 51200.00']);
});
