import { pow } from './math.ts';
import type { Run } from './run.ts';

/** Share of a capital to pay at the end of each of `life_a` years, interest included. */
export const capitalRecovery = (rate: number, life_a: number): number =>
  rate === 0 ? 1 / life_a : rate / (1 - pow(1 + rate, -life_a));

const hoursOfYear = (year: number): number => (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 8784 : 8760);

/** Length of a run in years: each hour is a share of its calendar year, so that every whole year is exactly one. */
export function yearsOf({ months }: Pick<Run, 'months'>): number {
  let years = 0;
  for (const { covered_h, year } of months) years += covered_h / hoursOfYear(year);
  return years;
}
