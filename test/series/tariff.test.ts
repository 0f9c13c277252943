import fc from 'fast-check';
import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import type { ZoneRules } from '../../src/core/zone.ts';
import { lay, shanghai, timed } from './tariffBench.ts';

/** Central European time around the two changes of 2023. */
const berlin: ZoneRules = {
  zone: 'Europe/Berlin',
  spans: [
    { from_ms: Number.NEGATIVE_INFINITY, offset_min: 60 },
    { from_ms: utcMs(2023, 3, 26, 1), offset_min: 120 },
    { from_ms: utcMs(2023, 10, 29, 1), offset_min: 60 },
  ],
};

it.each([
  // step s, step at 8:00 -> price   by hand: valley 0.2 to 8:20, peak 1 from there
  [3600, 0.2 * (20 / 60) + 1 * (40 / 60), 'peak'],
  [1800, 0.2 * (20 / 30) + 1 * (10 / 30), 'valley'],
  [1200, 0.2, 'valley'],
  [60, 0.2, 'valley'],
  [1, 0.2, 'valley'],
])('a step of %d s from 8:00 across 8:20 has the mean price %d', (step_s, price, period) => {
  const laid = lay(timed("hours: { valley: ['0-8:20', 20-24], peak: '8:20-20' }"), {
    start_ms: utcMs(2023, 1, 1, 0), // 8:00 in Shanghai
    step_s,
    length: 7200 / step_s,
  });
  expect(laid.buy_money_per_kWh[0]).toBeCloseTo(price, 12);
  expect(laid.periods[laid.period[0]!]).toBe(period);
  expect(laid.buy_money_per_kWh[3600 / step_s]).toBe(1); // 9:00
});

it('gives the same mean price on every grid', () => {
  const half = fc.integer({ min: 1, max: 22 });
  fc.assert(
    fc.property(half, half, fc.integer({ min: 0, max: 59 }), (a, b, minute) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
      const two = String(minute).padStart(2, '0');
      const yaml = timed(`hours: { valley: ['0-${from}:${two}', '${to}-24'], peak: '${from}:${two}-${to}' }`);
      const at = { start_ms: utcMs(2023, 6, 1, 16) };
      const coarse = lay(yaml, { ...at, length: 48 });
      const fine = lay(yaml, { ...at, step_s: 300, length: 48 * 12 });
      for (let i = 0; i < 48; i++) {
        const mean = fine.buy_money_per_kWh.slice(i * 12, i * 12 + 12).reduce((s, v) => s + v, 0) / 12;
        expect(coarse.buy_money_per_kWh[i]).toBeCloseTo(mean, 9);
      }
      const day = coarse.buy_money_per_kWh.slice(0, 24).reduce((s, v) => s + v, 0);
      expect(day).toBeCloseTo(0.2 * 24 + 0.8 * (to - from - minute / 60), 9);
    }),
    { numRuns: 40 },
  );
});

it('follows the clock over days of 23 and 25 hours', () => {
  const yaml = timed('hours: { valley: 0-6, peak: 6-24 }');
  const valleyHours = (start_ms: number): number =>
    lay(yaml, { zone: berlin, start_ms, length: 23 }).period.reduce((n, p) => n + (p === 1 ? 1 : 0), 0);
  expect([
    valleyHours(utcMs(2023, 3, 24, 23)),
    valleyHours(utcMs(2023, 3, 25, 23)), // 2:00 to 3:00 does not exist
    valleyHours(utcMs(2023, 10, 28, 22)), // 2:00 to 3:00 comes twice
  ]).toEqual([6, 5, 7]);
});

it('reads days from the calendar of the scenario', () => {
  const yaml = timed(`days: { workdays: { valley: 0-6, peak: 6-24 }, restDays: { valley: 0-24 } }`);
  const noon = (calendar: 'none' | 'china', day: number): string => {
    const laid = lay(yaml, { start_ms: utcMs(2023, 1, day, 4), length: 1, calendar });
    return laid.periods[laid.period[0]!]!;
  };
  expect([noon('none', 23), noon('china', 23), noon('none', 28), noon('china', 28)]).toEqual([
    'peak', // a Monday
    'valley', // Spring Festival
    'valley', // a Saturday
    'peak', // worked instead
  ]);
});

it('charges the critical peak on hot days only, where it says so', () => {
  const exception = { period: 'critical', months: [7], hours: '14-16', of: 'peak', factor: 1.2, dayMax_degC: 35 };
  const tariff = {
    energy: {
      periods: { peak: { price_money_per_kWh: 1 } },
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: '0-24' } }],
      exceptions: [exception],
    },
  };
  const ambient = new Float64Array(72).fill(28);
  ambient[13] = 35; // 13:00 of the first day
  ambient[24 + 15] = 34.9;
  const laid = lay(tariff, { start_ms: utcMs(2023, 6, 30, 16), length: 72, ambient });
  expect([14, 16, 24 + 14].map((h) => laid.buy_money_per_kWh[h])).toEqual([1.2, 1, 1]);
  expect(laid.periods).toEqual(['peak', 'critical']);
  expect(() => lay(tariff)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: tariffs.power.energy.exceptions: "dayMax_degC" needs the ambient temperature; give the scenario a weather]`,
  );
});

it('makes exceptions by another period, by a price or by a factor; the later one wins', () => {
  const tariff = {
    calendar: 'china',
    energy: {
      floating_money_per_kWh: 1,
      nonFloating_money_per_kWh: 0.3,
      periods: { peak: { factor: 2 }, valley: { factor: 0.5 }, night: { price_money_per_kWh: 0.4 } },
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: [[6, 24]], night: '0-6' } }],
      exceptions: [
        { period: 'valley', days: ['weekends', 'newYear'], hours: '6-12' },
        { period: 'shock', days: 'newYear', hours: '10:30-12', price_money_per_kWh: 5 },
        { period: 'half', hours: '4-6', of: 'night', factor: 0.5 },
      ],
    },
  };
  const half = lay(tariff, { step_s: 1800, length: 48 }); // New Year's Day
  const at = (hour: number): string => `${half.periods[half.period[hour * 2]!]} ${half.buy_money_per_kWh[hour * 2]}`;
  // by hand: own price; 0.4 x 0.5; 0.5 x 1 + 0.3; a price of its own; 2 x 1 + 0.3
  expect([0, 4, 6, 10, 10.5, 12].map(at)).toEqual([
    'night 0.4',
    'half 0.2',
    'valley 0.8',
    'valley 0.8',
    'shock 5',
    'peak 2.3',
  ]);
});

it('adds a real-time price to the part that does not float, and takes feed-in from a series', () => {
  const spot = Float64Array.from({ length: 24 }, (_, i) => (i - 4) / 10);
  const laid = lay(
    `
vat: { prices: excluded, rate: 0.13 }
energy: { floating_money_per_kWh: spot.price_money_per_kWh, nonFloating_money_per_kWh: 0.2 }
feedIn: { price_money_per_kWh: spot.price_money_per_kWh, vat: passedOn }`,
    { columns: { 'spot.price_money_per_kWh': spot } },
  );
  expect(laid.buy_money_per_kWh[10]).toBeCloseTo(0.8 * 1.13, 12);
  expect(laid.buy_money_per_kWh[0]).toBeCloseTo(-0.2 * 1.13, 12);
  expect(laid.sell_money_per_kWh[10]).toBeCloseTo(0.6 / 1.13, 12);
  expect(laid.periods).toEqual(['all']);
  expect(spot[10]).toBe(0.6); // untouched
});

it.each([
  // by hand: 2.8 / 9.86; 0.25 x 1.108; 0.3 x 1.09
  [`{ basis: m3, energy: { price_money_per_m3: 2.8 } }`, 0.283976],
  [`{ basis: m3, heatingValue_kWh_per_m3: 10, energy: { price_money_per_m3: 2.8 } }`, 0.28],
  [`{ basis: hhv, energy: { price_money_per_kWh: 0.25 } }`, 0.277],
  [`{ vat: { prices: excluded, rate: 0.09 }, energy: { price_money_per_kWh: 0.3 } }`, 0.327],
  [`{ vat: { prices: included, rate: 0.09 }, energy: { price_money_per_kWh: 0.3 } }`, 0.3],
])('gas at %s costs %d per kWh', (yaml, price) => {
  expect(lay(`{ carrier: gas, ${yaml.slice(1)}`).buy_money_per_kWh[5]).toBeCloseTo(price, 6);
});

it('lays a year of minutes', () => {
  const yaml = timed('hours: { valley: [0-6, 11-13], peak: [6-11, 13-24] }');
  const laid = lay(yaml, { step_s: 60, length: 525_600, zone: shanghai });
  expect(laid.buy_money_per_kWh.reduce((s, v) => s + v, 0) / 525_600).toBeCloseTo((8 * 0.2 + 16) / 24, 9);
});
