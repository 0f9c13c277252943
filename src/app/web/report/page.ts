import type { ChartData } from '../../../report/chartData.ts';
import { unpackColumn } from '../../../report/chartSeries.ts';
import { wallClock } from '../../../report/chartTime.ts';

/** The page's data, its series unpacked when first asked for. */
export interface Page {
  readonly data: ChartData;
  /** Local clock at the start of every row. */
  readonly wall: Float64Array;
  column(k: number): Float64Array;
}

export function readPage(): Page {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as ChartData;
  // In a plain loop: a function called for each of millions of letters takes a third of a second.
  const letters = atob(data.series.bits);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = letters.charCodeAt(k);
  const known = new Map<number, Float64Array>();
  return {
    data,
    wall: wallClock(data.series, data.zone),
    column(k) {
      const values = known.get(k) ?? unpackColumn(data.series, data.series.columns[k]!, bytes);
      known.set(k, values);
      return values;
    },
  };
}

/** Values of several columns together. */
export function sumOf(page: Page, columns: readonly number[]): Float64Array {
  const sum = new Float64Array(page.data.series.length);
  for (const k of columns) {
    const values = page.column(k);
    for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
  }
  return sum;
}

/** The unit of a column for an axis; nothing where it is dimensionless. */
export const unitFor = (unit: string, currency: string): string =>
  unit === '1' ? '' : unit.replaceAll('money', currency);
