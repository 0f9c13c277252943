import type { Problem } from '../../core/solver.ts';
import { type Horizon, stands } from './horizon.ts';
import type { Operation } from './yearOperation.ts';

/** A component whose size is decided year by year, as multiples of what the scenario says; arrays are by investment year. */
export interface RoadmapSize {
  readonly component: number;
  /** Least and most that may stand, and most that may be built. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly mostBuilt: Float64Array;
  /** What stands of what was there before. */
  readonly existing: Float64Array;
  /** Of one multiple: annuity of what is built in a year, for how long it stands, and upkeep of what stands in it. */
  readonly capital_money_per_a: Float64Array;
  readonly life_a: Float64Array;
  readonly upkeep_money_per_a: Float64Array;
}

/** Emissions that are kept at or below `most_t`, each year's counted so often. */
export interface CarbonCap {
  readonly name: string;
  readonly weights: Float64Array;
  readonly most_t: number;
}

/** Where everything stands in the problem of a roadmap. */
export interface RoadmapLayout {
  /** By year: first column of its operation, and the column of its emissions in tonnes. */
  readonly operation: readonly number[];
  readonly emission: readonly number[];
  /** By size, then by year: columns of what stands and of what is built. */
  readonly standing: readonly (readonly number[])[];
  readonly built: readonly (readonly number[])[];
  /** Rows of the caps. */
  readonly caps: readonly number[];
  readonly problem: Problem;
}

/** Collects a problem column by column. */
class Columns {
  readonly starts: number[] = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];
  readonly cost: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  put(row: number, value: number): void {
    if (value === 0) return;
    this.indices.push(row);
    this.values.push(value);
  }
  /** Ends a column. @returns its number */
  end(cost: number, lower: number, upper: number): number {
    this.cost.push(cost);
    this.lower.push(lower);
    this.upper.push(upper);
    this.starts.push(this.indices.length);
    return this.cost.length - 1;
  }
}

/**
 * One problem of all investment years: the operation of each, what stands in it, and what is built in it. What stands is what was there and
 * has not retired, and what was built within its life. Cost is the sum of the years' operation, upkeep and annuities in money of
 * the first year; emissions of each year are a column, of which caps are sums.
 */
export function roadmapProblem(
  { years, worth_a }: Horizon,
  operations: readonly Operation[],
  sizes: readonly RoadmapSize[],
  caps: readonly CarbonCap[],
): RoadmapLayout {
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const addRow = (lower: number, upper: number): number => {
    rowLower.push(lower);
    rowUpper.push(upper);
    return rowLower.length - 1;
  };
  const firstRow = operations.map(({ problem }) => {
    const first = rowLower.length;
    for (let i = 0; i < problem.rows; i++) addRow(problem.rowLower[i]!, problem.rowUpper[i]!);
    return first;
  });
  const carbonRow = operations.map(({ fixed }) => addRow(-fixed.co2_kg / 1000, -fixed.co2_kg / 1000));
  const standingRow = sizes.map(({ existing }) => Array.from(existing, (v) => addRow(v, v)));
  const capRow = caps.map(({ most_t }) => addRow(Number.NEGATIVE_INFINITY, most_t));

  const columns = new Columns();
  let offset = 0;
  const operation = operations.map(({ problem, co2_kg }, k) => {
    const first = columns.cost.length;
    offset += worth_a[k]! * problem.offset;
    for (let j = 0; j < problem.columns; j++) {
      for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++)
        columns.put(firstRow[k]! + problem.indices[at]!, problem.values[at]!);
      columns.put(carbonRow[k]!, co2_kg[j]! / 1000);
      columns.end(worth_a[k]! * problem.cost[j]!, problem.lower[j]!, problem.upper[j]!);
    }
    return first;
  });
  const standing = sizes.map((size, c) =>
    operations.map((one, k) => {
      const own = one.sizes[c]!;
      own.rows.forEach((i, n) => {
        columns.put(firstRow[k]! + i, own.values[n]!);
      });
      columns.put(carbonRow[k]!, own.co2_kg / 1000);
      columns.put(standingRow[c]![k]!, 1);
      return columns.end(worth_a[k]! * (own.money + size.upkeep_money_per_a[k]!), size.least[k]!, size.most[k]!);
    }),
  );
  const built = sizes.map((size, c) =>
    years.map((year, v) => {
      let cost = 0;
      for (let k = v; k < years.length; k++) {
        if (!stands(year, size.life_a[v]!, years[k]!)) continue;
        columns.put(standingRow[c]![k]!, -1);
        cost += worth_a[k]! * size.capital_money_per_a[v]!;
      }
      return columns.end(cost, 0, size.mostBuilt[v]!);
    }),
  );
  const emission = operations.map((_, k) => {
    columns.put(carbonRow[k]!, -1);
    caps.forEach(({ weights }, r) => {
      columns.put(capRow[r]!, weights[k]!);
    });
    return columns.end(0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  });
  return {
    operation,
    emission,
    standing,
    built,
    caps: capRow,
    problem: {
      columns: columns.cost.length,
      rows: rowLower.length,
      offset,
      cost: Float64Array.from(columns.cost),
      lower: Float64Array.from(columns.lower),
      upper: Float64Array.from(columns.upper),
      rowLower: Float64Array.from(rowLower),
      rowUpper: Float64Array.from(rowUpper),
      starts: Int32Array.from(columns.starts),
      indices: Int32Array.from(columns.indices),
      values: Float64Array.from(columns.values),
      integer: undefined,
    },
  };
}
