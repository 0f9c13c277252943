import { type DemandCharge, earlier_kW, isBilledIn, lookedAt } from '../core/demandCharge.ts';
import type { LinearModel, Window } from '../core/linearModel.ts';

/** A demand charge on columns of a plan. */
export interface Demanded {
  readonly charge: DemandCharge;
  /** Columns, kW drawn in each step. */
  readonly column: number;
  /** What a kW billed costs in a month, by its number among those of the run. */
  readonly money_per_kW: (month: number) => number;
  /** By month of the run: highest mean before the window; none where nothing went before. */
  readonly sofar_kW: Float64Array | undefined;
  /** Of months before the run, the last right before it. */
  readonly before_kW: readonly number[];
}

/**
 * A demand charge, exactly: what is metered of a month is a column above every mean over the metering interval (or over a
 * step where that is longer) in the hours that count, and above what was metered before the window. What is billed is that;
 * with look-backs another column, above it and above the share of what is metered of each earlier month, or known of it.
 */
export function linearDemand(model: LinearModel, window: Window, demanded: Demanded): void {
  const { charge, column, money_per_kW, sofar_kW, before_kW } = demanded;
  const { months, monthOf } = window;
  const met = [...new Set(monthOf)];
  const billed = new Set(met.filter((m) => isBilledIn(charge, months[m]!) && money_per_kW(m) !== 0));
  const known_kW = (m: number): number => charge.raise * (sofar_kW?.[m] ?? 0);
  const label = (m: number): string => `${charge.name === '' ? '' : `${charge.name} `}${months[m]!.label}`;
  const backOf = new Map([...billed].map((m) => [m, lookedAt(charge, months, m)]));
  const isLookedAt = (m: number): boolean => [...backOf.values()].some((back) => back.some(({ month }) => month === m));
  const highest = new Map<number, { readonly column: number; readonly row: number; readonly rows: number }>();
  /** A column above the means of a month; it costs what is billed of it, if anything. */
  const meter = (m: number, name: string, least_kW: number): void => {
    const { values, rowOf, from, count } = meansOf(window, charge, m);
    const peak = model.column(`${name} ${label(m)}`, Math.max(least_kW, known_kW(m)), Number.POSITIVE_INFINITY);
    const row = count === 0 ? -1 : model.rows(`${name} ${label(m)}`, Number.NEGATIVE_INFINITY, 0, count);
    if (count > 0) {
      model.gather(row, rowOf, column + from, values);
      model.scatter(row, peak, new Int32Array(count), -1);
    }
    highest.set(m, { column: peak, row, rows: count });
  };
  const hasBack = charge.lookBack.length > 0;
  if (hasBack) for (const m of met) if (billed.has(m) || isLookedAt(m)) meter(m, 'metered', 0);
  for (const m of billed) {
    const { least_kW } = charge;
    if (!hasBack) meter(m, 'peak', least_kW);
    const { column: metered, row, rows } = highest.get(m)!;
    let peak = metered;
    if (hasBack) {
      const back = backOf.get(m)!;
      const sofar = sofar_kW ?? new Float64Array(months.length);
      let floor_kW = Math.max(least_kW, known_kW(m));
      for (const { month, share } of back)
        floor_kW = Math.max(floor_kW, share * earlier_kW(charge, month, sofar, before_kW));
      peak = model.column(`peak ${label(m)}`, floor_kW, Number.POSITIVE_INFINITY);
      const above = back.filter(({ month }) => highest.has(month));
      const over = model.rows(`peak ${label(m)}`, 0, Number.POSITIVE_INFINITY, 1 + above.length);
      model.scatter(over, peak, new Int32Array(1 + above.length), 1);
      model.count(over, metered, -1, 1);
      above.forEach(({ month, share }, k) => {
        model.count(over + 1 + k, highest.get(month)!.column, -share, 1);
      });
    }
    model.charge(peak, money_per_kW(m));
    model.bills({ charge: charge.name, month: months[m]!.label, billed: peak, metered, row, rows, least_kW });
  }
}

/** How the steps of a month count in the means of its metering intervals, numbered from 0 on. */
function meansOf(
  { first, start_ms, steps, monthOf, dt_h }: Window,
  { counts, metering_s, raise }: DemandCharge,
  m: number,
): { readonly values: Float64Array; readonly rowOf: Int32Array; readonly from: number; readonly count: number } {
  const step_s = Math.round(dt_h * 3600);
  const together = Math.max(1, Math.floor(metering_s / step_s));
  const from = monthOf.indexOf(m);
  const length = from < 0 ? 0 : Math.min(steps, monthOf.lastIndexOf(m) + 1) - from;
  // A window may start within an interval: what is left of it counts for all of it.
  const passed = Math.round((start_ms / 1000 + from * step_s) / step_s) % together;
  const rowOf = new Int32Array(length);
  const counted: number[] = [];
  let last = -1;
  for (let k = 0; k < length; k++) {
    if (counts?.[first + from + k] !== 0) {
      const interval = Math.floor((passed + k) / together);
      if (interval !== last) counted.push(0);
      last = interval;
      counted[counted.length - 1]!++;
    }
    rowOf[k] = Math.max(0, counted.length - 1);
  }
  const values = Float64Array.from(rowOf, (row, k) => (counts?.[first + from + k] === 0 ? 0 : raise / counted[row]!));
  return { values, rowOf, from: Math.max(0, from), count: counted.length };
}
