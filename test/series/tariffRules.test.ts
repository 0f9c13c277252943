import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { localOf } from '../../src/core/zone.ts';
import { calendarOf, localDay } from '../../src/series/calendar.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { lay, shanghai } from './tariffBench.ts';

type Pairs = [number, number][];
interface Rule {
  id: string;
  seasons: ({ months: number[] } & Record<'peak' | 'flat' | 'valley', Pairs>)[];
  factors: Record<string, Record<string, number>>;
  prices: Record<string, number>;
  derivedFactors: Record<string, number>;
  testVectors: { floating: number; nonFloating: number; expect: Record<string, number> }[];
}
const rules = hasShared
  ? (JSON.parse(readShared('data/china-tou-tariffs/jiangsu_shanghai_tou_rules.json')) as { tariffs: Rule[] }).tariffs
  : [];
const rule = (id: string): Rule => rules.find((r) => r.id === id)!;
const fragment = (name: string): string =>
  readFileSync(new URL(`../../simulations/tariffs/${name}.yaml`, import.meta.url), 'utf8');

const HOURS = ['peak', 'flat', 'valley'] as const;
const within = (pairs: Pairs, hour: number): boolean => pairs.some(([from, to]) => from <= hour && hour < to);
const china = calendarOf('china');

/** Month, local hour (in halves) and sort of day of every half hour of a year that starts at local midnight. */
function halfHours(year: number) {
  const start_ms = utcMs(year - 1, 12, 31, 16);
  const length = (utcMs(year + 1, 1, 1) - utcMs(year, 1, 1)) / 1_800_000;
  const at = Array.from({ length }, (_, i) => {
    const c = localOf(shanghai, start_ms + i * 1_800_000);
    return { month: c.month, hour: c.hour + c.minute / 60, type: localDay(china, c.dayNumber).type, day: c.day };
  });
  return { laying: { start_ms, step_s: 1800, length }, at };
}

/** Compares period and price of every half hour with a look-up of its own. */
function check(
  tariff: string | object,
  year: number,
  lookup: (t: ReturnType<typeof halfHours>['at'][number]) => readonly [string, number] | undefined,
): number {
  const { laying, at } = halfHours(year);
  const laid = lay(tariff, laying);
  let checked = 0;
  at.forEach((t, i) => {
    const expected = lookup(t);
    if (expected === undefined) return;
    checked++;
    const found = [laid.periods[laid.period[i]!]!, laid.buy_money_per_kWh[i]!] as const;
    if (found[0] !== expected[0] || Math.abs(found[1] - expected[1]) > 1e-12)
      expect.fail(`${JSON.stringify(t)}: ${found.join(' ')}, expected ${expected.join(' ')}`);
  });
  return checked;
}

it.skipIf(!hasShared)(`lays Jiangsu 2025 in every half hour of the year${whyNoShared}`, () => {
  const { seasons, factors, testVectors } = rule('CN-JS-2025-426');
  expect(Object.keys(factors)).toHaveLength(3);
  for (const by of Object.values(factors)) {
    const { floating, nonFloating } = testVectors[0]!;
    const tariff = {
      energy: {
        floating_money_per_kWh: floating,
        nonFloating_money_per_kWh: nonFloating,
        periods: Object.fromEntries(HOURS.map((name) => [name, { factor: by[name] }])),
        seasons: seasons.map(({ months, ...hours }) => ({ months, hours })),
      },
    };
    const checked = check(tariff, 2025, ({ month, hour }) => {
      const season = seasons.find((s) => s.months.includes(month))!;
      const name = HOURS.find((p) => within(season[p], hour))!;
      return [name, by[name]! * floating + nonFloating];
    });
    expect(checked).toBe(17_520);
  }
});

it.skipIf(!hasShared)(`meets the price list of Nanjing 2025 to four digits${whyNoShared}`, () => {
  const { testVectors, factors } = rule('CN-JS-2025-426');
  const { floating, nonFloating, expect: listed } = testVectors[0]!;
  const by = factors['single-part>=100kVA']!;
  const laid = lay(fragment('jiangsu-2025').replace('0.2317', String(nonFloating)).replace('1.80', String(by.peak)), {
    start_ms: utcMs(2025, 6, 30, 16),
  });
  expect(floating).toBe(0.424);
  // July 2025: 3 h, 12 h and 15 h, by hand
  expect([15, 10, 3].map((h) => laid.buy_money_per_kWh[h]!.toFixed(4))).toEqual(
    [listed.peak!, listed.flat!, listed.valley!].map((v) => v.toFixed(4)),
  );
});

it.skipIf(!hasShared)(`the shipped tariff of 2025 has the hours and factors of the notice${whyNoShared}`, () => {
  const { seasons, factors } = rule('CN-JS-2025-426');
  const by = factors['two-part']!;
  const checked = check(fragment('jiangsu-2025'), 2025, ({ month, hour }) => {
    const season = seasons.find((s) => s.months.includes(month))!;
    const name = HOURS.find((p) => within(season[p], hour))!;
    return [name, by[name]! * 0.424 + 0.2317];
  });
  expect(checked).toBe(17_520);
});

it.skipIf(!hasShared)(`the shipped tariff of 2023 meets the list of January 2023${whyNoShared}`, () => {
  const { seasons, prices, derivedFactors } = rule('CN-JS-2023-01');
  const factor: Record<string, number> = { ...derivedFactors, flat: 1 };
  const checked = check(fragment('jiangsu-2023'), 2023, ({ month, hour }) => {
    if (month !== 1) return undefined;
    const name = HOURS.find((p) => within(seasons[0]![p], hour))!;
    const price = factor[name]! * 0.6557;
    expect(price).toBeCloseTo(prices[name]!, 4);
    return hour >= 18 && hour < 20 ? ['critical', price * 1.2] : [name, price];
  });
  expect(checked).toBe(31 * 48);
});

it('the shipped tariff of 2023 through the year, by hand', () => {
  const { laying, at } = halfHours(2023);
  const laid = lay(fragment('jiangsu-2023'), laying);
  const price = (month: number, day: number, hour: number): string => {
    const i = at.findIndex((t) => t.month === month && t.day === day && t.hour === hour);
    return `${laid.periods[laid.period[i]!]} ${laid.buy_money_per_kWh[i]!.toFixed(4)}`;
  };
  expect([
    price(3, 15, 7.5), // 0.6557 x 0.4185
    price(3, 15, 8), // 0.6557 x 1.7195
    price(3, 15, 11),
    price(3, 15, 21.5),
    price(7, 15, 20), // 0.6557 x 1.7195 x 1.2
    price(7, 15, 19.5),
    price(12, 15, 18),
    price(10, 3, 11), // 0.6557 x 0.4185 x 0.8, National Day
    price(10, 8, 11), // a Sunday worked instead
    price(5, 1, 11), // before the rule
  ]).toMatchInlineSnapshot(`
    [
      "valley 0.2744",
      "peak 1.1275",
      "flat 0.6557",
      "peak 1.1275",
      "critical 1.3530",
      "peak 1.1275",
      "critical 1.3530",
      "deepValley 0.2195",
      "flat 0.6557",
      "flat 0.6557",
    ]
  `);
  expect(laid.sell_money_per_kWh[100]).toBe(0.391);
  expect(laid).toMatchObject({ demand: [{ metering_s: 900 }], fixedBy: 'demand', carrier: 'electricity' });
});

it.skipIf(!hasShared)(`lays Shanghai with critical peak and deep valley${whyNoShared}`, () => {
  const { seasons } = rule('CN-SH-2022-50');
  const [summer, rest] = seasons;
  const hours = ({ peak, flat, valley }: (typeof seasons)[number]) => ({ peak, flat, valley });
  const strong = { peak: { factor: 1.8 }, valley: { factor: 0.4 } };
  const deep = { period: 'deepValley', hours: ['0-6', '22-24'], of: 'flat', factor: 0.2 };
  const tariff = {
    calendar: 'china',
    energy: {
      floating_money_per_kWh: 0.7,
      periods: { peak: { factor: 1.6 }, flat: { factor: 1 }, valley: { factor: 0.5 } },
      seasons: [
        { months: [7, 8, 9], hours: hours(summer!), periods: strong },
        { months: [12, 1], hours: hours(rest!), periods: strong },
        { months: [10, 11, 2, 3, 4, 5, 6], hours: hours(rest!) },
      ],
      exceptions: [
        { period: 'critical', months: [7, 8], hours: '12-14', of: 'peak', factor: 1.25 },
        { period: 'critical', months: [1, 12], hours: '19-21', of: 'peak', factor: 1.25 },
        { ...deep, days: 'holidays' },
        { ...deep, days: 'weekends', months: [2, 3, 4, 5, 6, 9, 10, 11] },
      ],
    },
  };
  const checked = check(tariff, 2024, ({ month, hour, type }) => {
    const season = month >= 7 && month <= 9 ? summer! : rest!;
    const name = HOURS.find((p) => within(season[p], hour))!;
    const high = [7, 8, 9, 12, 1].includes(month);
    const factor = name === 'flat' ? 1 : name === 'peak' ? (high ? 1.8 : 1.6) : high ? 0.4 : 0.5;
    const critical =
      ([7, 8].includes(month) && hour >= 12 && hour < 14) || ([1, 12].includes(month) && hour >= 19 && hour < 21);
    if (critical) return ['critical', 0.7 * 1.8 * 1.25];
    const restful = type === 'holiday' || (type === 'weekend' && ![7, 8, 12, 1].includes(month));
    if (restful && (hour < 6 || hour >= 22)) return ['deepValley', 0.7 * 0.2];
    return [name, 0.7 * factor];
  });
  expect(checked).toBe(366 * 48);
});
