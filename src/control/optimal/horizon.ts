import { pow } from '../../core/math.ts';

/**
 * Investment years and what each stands for. A quantity of a year in between is taken to lie on the straight line between its neighbours,
 * so an investment year counts as often as its hat function adds up to over calendar years, from the first to the last of them.
 */
export interface Horizon {
  readonly years: readonly number[];
  readonly discountRate: number;
  /** How many years each counts for; and the same in money of the first year. */
  readonly weight_a: Float64Array;
  readonly worth_a: Float64Array;
}

/** Share of each investment year in a calendar year. */
function sharesOf(years: readonly number[], year: number): Float64Array {
  const out = new Float64Array(years.length);
  const k = years.findIndex((y) => y >= year);
  if (years[k] === year) out[k] = 1;
  else {
    const by = (year - years[k - 1]!) / (years[k]! - years[k - 1]!);
    out[k - 1] = 1 - by;
    out[k] = by;
  }
  return out;
}

/** How often each investment year counts from the first until `until`, each calendar year worth what `worth` says. */
export function countedUntil(
  years: readonly number[],
  until: number,
  worth: (year: number) => number = () => 1,
): Float64Array {
  const out = new Float64Array(years.length);
  for (let year = years[0]!; year <= Math.min(until, years.at(-1)!); year++)
    sharesOf(years, year).forEach((share, k) => {
      out[k]! += share * worth(year);
    });
  return out;
}

export function horizonOf(years: readonly number[], discountRate: number): Horizon {
  const last = years.at(-1)!;
  const discount = (year: number): number => pow(1 + discountRate, years[0]! - year);
  return {
    years,
    discountRate,
    weight_a: countedUntil(years, last),
    worth_a: countedUntil(years, last, discount),
  };
}

/** Whether what is built in one investment year for `life_a` years still stands in another. */
export const stands = (built: number, life_a: number, year: number): boolean => built <= year && year < built + life_a;

/** What is left at the horizon's end of what was built in `built`: its annuities beyond, in money of the first year. */
export function leftOver(
  { years, discountRate }: Horizon,
  annuity_money: number,
  built: number,
  life_a: number,
): number {
  let left = 0;
  // The last year of a life may be a part of one.
  for (let n = 0; n < life_a; n++)
    if (built + n > years.at(-1)!)
      left += Math.min(1, life_a - n) * annuity_money * pow(1 + discountRate, years[0]! - built - n);
  return left;
}
