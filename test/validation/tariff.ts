import { readFileSync } from 'node:fs';
import { utcMs } from '../../src/core/timeGrid.ts';
import { localOf } from '../../src/core/zone.ts';
import { lay, shanghai } from '../series/tariffBench.ts';
import { readShared } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const STATE_GRID = 'price lists of State Grid Jiangsu, by public code (shared/data/china-tou-tariffs)';

type Pairs = [number, number][];
type Hours = 'peak' | 'flat' | 'valley';
const HOURS: readonly Hours[] = ['peak', 'flat', 'valley'];
interface Rule {
  readonly id: string;
  readonly seasons: readonly ({ months: number[] } & Record<Hours, Pairs>)[];
  readonly factors: Record<string, Record<Hours, number>>;
  readonly prices: Record<Hours, number>;
  readonly testVectors: readonly { floating: number; nonFloating: number; expect: Record<Hours, number> }[];
}
const rule = (id: string): Rule =>
  (
    JSON.parse(readShared('data/china-tou-tariffs/jiangsu_shanghai_tou_rules.json')) as { tariffs: Rule[] }
  ).tariffs.find((r) => r.id === id)!;
const shipped = (name: string): string =>
  readFileSync(new URL(`../../simulations/tariffs/${name}.yaml`, import.meta.url), 'utf8');

/** Period of a local hour of a month by the notice. */
const periodOf = ({ seasons }: Rule, month: number, hour: number): Hours => {
  const season = seasons.find((s) => s.months.includes(month))!;
  return HOURS.find((name) => season[name].some(([from, to]) => from <= hour && hour < to))!;
};

/** Price of every half hour of a span that starts at local midnight, beside the one that the notice makes. */
function halfHours(
  tariff: string,
  start_ms: number,
  length: number,
  price: (month: number, hour: number) => number | undefined,
): readonly Point[] {
  const laid = lay(tariff, { start_ms, step_s: 1800, length });
  return Array.from({ length }, (_, i) => i).flatMap((i) => {
    const { month, hour, minute } = localOf(shanghai, start_ms + i * 1_800_000);
    const reference = price(month, hour + minute / 60);
    return reference === undefined ? [] : [{ reference, model: laid.buy_money_per_kWh[i]! }];
  });
}

function year2025(): readonly Point[] {
  const notice = rule('CN-JS-2025-426');
  const by = notice.factors['two-part']!;
  // The parts of the shipped tariff that are no rule of time.
  return halfHours(shipped('jiangsu-2025'), utcMs(2024, 12, 31, 16), 365 * 48, (month, hour) => {
    return by[periodOf(notice, month, hour)] * 0.424 + 0.2317;
  });
}

/** Peak, flat and valley of July 2025 for users without a demand charge, as listed in Nanjing. */
function nanjing(): readonly Point[] {
  const notice = rule('CN-JS-2025-426');
  const { nonFloating, expect } = notice.testVectors[0]!;
  const tariff = shipped('jiangsu-2025')
    .replace('0.2317', String(nonFloating))
    .replace('1.80', String(notice.factors['single-part>=100kVA']!.peak));
  return halfHours(tariff, utcMs(2025, 6, 30, 16), 48, (month, hour) => expect[periodOf(notice, month, hour)]);
}

/** January 2023, the critical hours from 18 to 20 aside, which the list does not have. */
function january2023(): readonly Point[] {
  const list = rule('CN-JS-2023-01');
  return halfHours(shipped('jiangsu-2023'), utcMs(2022, 12, 31, 16), 31 * 48, (month, hour) =>
    hour >= 18 && hour < 20 ? undefined : list.prices[periodOf(list, month, hour)],
  );
}

export const validations: readonly Validation[] = [
  {
    model: 'tariff',
    quantity: 'price_money_per_kWh',
    title: 'hours and factors of the notice of 2025 in every half hour of the year, shipped tariff jiangsu-2025',
    source: `notice 2025-426 of Jiangsu; ${STATE_GRID}`,
    tolerance: { absolute: 1e-12 },
    points: given(year2025),
  },
  {
    model: 'tariff',
    quantity: 'price_money_per_kWh',
    title: 'list of Nanjing 2025, half hours of a day in July, to its digits',
    source: STATE_GRID,
    tolerance: { absolute: 5.1e-5 },
    points: given(nanjing),
  },
  {
    model: 'tariff',
    quantity: 'price_money_per_kWh',
    title: 'list of January 2023 in every half hour, critical hours aside, shipped tariff jiangsu-2023',
    source: STATE_GRID,
    tolerance: { absolute: 5.1e-5 },
    points: given(january2023),
  },
];
