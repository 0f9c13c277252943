import type { RunMonth } from './run.ts';

/** Months whose highest draw counts in later ones, in part. */
export interface LookBack {
  /** Number of months before the one that is billed. */
  readonly months: number;
  /** Share of their highest draw that is billed at least. */
  readonly share: number;
  /** Calendar months that count among them; all where left out. */
  readonly of?: readonly number[] | undefined;
}

/** A charge on the highest mean draw of a month, over a metering interval and in some hours. */
export interface DemandCharge {
  /** Empty where a tariff has but one. */
  readonly name: string;
  readonly metering_s: number;
  /** By step of the run: 1 where the draw counts; everywhere where left out. */
  readonly counts?: Uint8Array;
  /** Calendar months in which it is billed; all where left out. */
  readonly months?: readonly number[] | undefined;
  /** On what is metered, for a step that is longer than the interval can only bound the highest mean from below. */
  readonly raise: number;
  readonly isLowerBound: boolean;
  readonly least_kW: number;
  readonly lookBack: readonly LookBack[];
}

/** A month before the one that is billed, by its place among those of the run (below 0: before it), and the share that counts. */
export interface LookedAt {
  readonly month: number;
  readonly share: number;
}

/** The line of a bill that it makes. */
export const demandLabel = ({ name, isLowerBound }: DemandCharge): string =>
  `demand charge${name === '' ? '' : ` ${name}`}${isLowerBound ? ' (lower bound)' : ''}`;

export const isBilledIn = ({ months }: DemandCharge, { month }: Pick<RunMonth, 'month'>): boolean =>
  months?.includes(month) !== false;

/** The months that a charge looks back at from month `m`, each once. */
export function lookedAt({ lookBack }: DemandCharge, months: readonly RunMonth[], m: number): readonly LookedAt[] {
  const shares = new Map<number, number>();
  for (const { months: count, share, of } of lookBack)
    for (let back = 1; back <= count; back++) {
      const calendar = ((((months[m]!.month - 1 - back) % 12) + 12) % 12) + 1;
      if (of?.includes(calendar) === false) continue;
      shares.set(m - back, Math.max(share, shares.get(m - back) ?? 0));
    }
  return [...shares].map(([month, share]) => ({ month, share }));
}

/**
 * What is billed in month `m`: the highest mean of the month, what look-backs keep of earlier ones, or the least that the
 * tariff bills, whichever is most; 0 where it is not billed in that month.
 * @param metered_kW by month of the run, as metered
 * @param before_kW of months before the run, the last of them right before it
 */
export function billedDemand_kW(
  charge: DemandCharge,
  months: readonly RunMonth[],
  m: number,
  metered_kW: ArrayLike<number>,
  before_kW: readonly number[] = [],
): number {
  if (!isBilledIn(charge, months[m]!)) return 0;
  let billed = Math.max(charge.least_kW, charge.raise * metered_kW[m]!);
  for (const { month, share } of lookedAt(charge, months, m))
    billed = Math.max(billed, share * earlier_kW(charge, month, metered_kW, before_kW));
  return billed;
}

/** The highest mean of an earlier month: of the run, or as the utility billed it before. 0 where it is not known. */
export const earlier_kW = (
  { raise }: DemandCharge,
  month: number,
  metered_kW: ArrayLike<number>,
  before_kW: readonly number[] = [],
): number => (month >= 0 ? raise * metered_kW[month]! : (before_kW[before_kW.length + month] ?? 0));
