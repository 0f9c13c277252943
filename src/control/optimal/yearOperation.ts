import type { Scope, Values } from '../../core/linearModel.ts';
import type { Problem } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import type { PlannedEmission } from './limits.ts';
import { type Entries, openSizes, type SizeMarks } from './openSizes.ts';
import { type Slice, slicesOf } from './slices.ts';
import type { RepresentativePeriod } from './typicalPeriods.ts';

/** What a multiple of a component adds to a year whatever is decided: rows, money, emissions. */
export interface SizeColumn extends Entries {
  readonly money: number;
  readonly co2_kg: number;
  readonly scope1_kg: number;
}

/** The operation of a year whose sizes are open: its columns and rows period by period, costs and emissions of a whole year. */
export interface Operation {
  readonly problem: Problem;
  readonly sizes: readonly SizeColumn[];
  /** By column: money that is billed; the cost of the problem holds beside it what is only weighed. */
  readonly paid: Float64Array;
  /** By column, and in any case: kg of the scopes that are minded, and of scope 1, whose fossil part is paid for. */
  readonly co2_kg: Float64Array;
  readonly scope1_kg: Float64Array;
  readonly fixed: { readonly co2_kg: number; readonly scope1_kg: number };
}

export interface OperationOptions {
  /** Components whose sizes are open, by their index. */
  readonly sizes: readonly number[];
  readonly periods: readonly RepresentativePeriod[];
  /** Years that the run lasts: all is counted for one. */
  readonly years_a: number;
  readonly dt_h: number;
  readonly scopes: readonly Scope[];
}

/** Takes the operation of a run apart into that of its periods, with the sizes of some components left open. */
export function operationOf(assembled: Assembled, options: OperationOptions): Operation {
  const { sizes, periods, years_a, dt_h, scopes } = options;
  const marks = marksOf(assembled, sizes, dt_h);
  const weights = stepWeights(assembled.steps, periods, years_a);
  const parts = partsOf(assembled, periods).map((slice, n) => {
    const opened = openSizes(slice, marks);
    return { slice, opened, weight: periods[n]!.weight / years_a };
  });
  const { problem, paid } = assembled;
  const emitted = (which: readonly Scope[]): Emitted => emittedBy(assembled, which, sizes, weights, dt_h);
  const [all, first] = [emitted(scopes), emitted(['scope1'])];
  const money = moneyOf(assembled, sizes, weights, years_a);
  const joined = sideBySide(parts, sizes.length);
  const perColumn = (from: (j: number) => number): Float64Array => {
    const out = new Float64Array(joined.problem.columns);
    let at = 0;
    for (const { slice } of parts) for (const j of slice.columns) out[at++] = from(j);
    return out;
  };
  let at = 0;
  const billed = new Float64Array(joined.problem.columns);
  for (const { slice, weight } of parts)
    slice.columns.forEach((j, k) => {
      // What stands for a month and meets a part of it here has the cost of that part.
      const share = problem.cost[j] === 0 ? 1 : slice.problem.cost[k]! / problem.cost[j]!;
      billed[at++] = weight * share * paid[j]!;
    });
  return {
    problem: { ...joined.problem, offset: money.fixed },
    sizes: joined.sizes.map((entries, n) => ({
      ...entries,
      money: money.sizes[n]!,
      co2_kg: all.sizes[n]!,
      scope1_kg: first.sizes[n]!,
    })),
    paid: billed,
    co2_kg: perColumn((j) => all.kg[j]!),
    scope1_kg: perColumn((j) => first.kg[j]!),
    fixed: { co2_kg: all.fixed_kg, scope1_kg: first.fixed_kg },
  };
}

const at = (values: Values, k: number): number => (typeof values === 'number' ? values : values[k]!);

/** Which columns and rows grow with which size, and what flows of them in any case. */
function marksOf(assembled: Assembled, sizes: readonly number[], dt_h: number): SizeMarks {
  const { problem, columns, rows, flows, emissions, limits, balanceRow, zoneOfBus, ports, steps } = assembled;
  const mark = (count: number, blocks: Assembled['columns']): Int32Array => {
    const out = new Int32Array(count).fill(-1);
    for (const { component, first, count: n } of blocks) {
      const size = sizes.indexOf(component);
      if (component >= 0 && size >= 0) out.fill(size, first, first + n);
    }
    return out;
  };
  const fixed = sizes.map((component) => {
    let out: Float64Array | undefined;
    const add = (row: number, value: number): void => {
      out ??= new Float64Array(problem.rows);
      out[row]! += value;
    };
    for (const { port, column, per } of flows[component]!) {
      const bus = ports[component]![port]!;
      if (column >= 0 || bus < 0) continue;
      const row = balanceRow[zoneOfBus[bus]!]!;
      for (let k = 0; k < steps; k++) add(row + k, at(per, k));
    }
    for (const { limit, row, rowOf } of limits) {
      for (const { component: of, port, by } of limit.flows)
        for (const flow of flows[component]!)
          if (of === component && flow.column < 0 && flow.port === port)
            for (let k = 0; k < steps; k++) add(row + rowOf[k]!, by * dt_h * at(flow.per, k));
      for (const e of emissions)
        if (e.component === component && e.column < 0 && limit.emissions.includes(e.scope))
          for (let k = 0; k < steps; k++) add(row + rowOf[k]!, dt_h * at(e.kg_per_h, k));
    }
    return out;
  });
  return { columns: mark(problem.columns, columns), rows: mark(problem.rows, rows), fixed };
}

/** How often each step counts in a year. */
function stepWeights(steps: number, periods: readonly RepresentativePeriod[], years_a: number): Float64Array {
  const out = new Float64Array(steps);
  for (const { start, length, weight } of periods)
    for (let k = start; k < start + length; k++) out[k]! += weight / years_a;
  return out;
}

/** The problem of each period by itself; of one that is the whole run, all of it. */
function partsOf(assembled: Assembled, periods: readonly RepresentativePeriod[]): Slice[] {
  const { problem, steps } = assembled;
  const [first] = periods;
  if (first!.length === steps) {
    const every = (n: number): Int32Array => Int32Array.from({ length: n }, (_, k) => k);
    return [{ problem, columns: every(problem.columns), rows: every(problem.rows) }];
  }
  return slicesOf(
    assembled,
    first!.length,
    periods.map((p) => p.start / first!.length),
  );
}

interface Emitted {
  readonly kg: Float64Array;
  readonly sizes: Float64Array;
  readonly fixed_kg: number;
}

/** Emissions in a year: by column of the whole problem, by size, and in any case. */
function emittedBy(
  { problem, emissions, steps }: { problem: Problem; emissions: readonly PlannedEmission[]; steps: number },
  scopes: readonly Scope[],
  open: readonly number[],
  weights: Float64Array,
  dt_h: number,
): Emitted {
  const kg = new Float64Array(problem.columns);
  const sizes = new Float64Array(open.length);
  let fixed_kg = 0;
  for (const { scope, component, column, kg_per_h } of emissions) {
    if (!scopes.includes(scope)) continue;
    const size = open.indexOf(component);
    for (let k = 0; k < steps; k++) {
      const v = weights[k]! * dt_h * at(kg_per_h, k);
      if (column >= 0) kg[column + k]! += v;
      else if (size >= 0) sizes[size]! += v;
      else fixed_kg += v;
    }
  }
  return { kg, sizes, fixed_kg };
}

/** Money of a year whatever is decided: of each size, and of all else. */
function moneyOf(
  { stepPaid_money, standing }: Pick<Assembled, 'stepPaid_money' | 'standing'>,
  open: readonly number[],
  weights: Float64Array,
  years_a: number,
): { readonly sizes: Float64Array; readonly fixed: number } {
  const sizes = new Float64Array(open.length);
  let fixed = 0;
  const add = (component: number, money: number): void => {
    const size = open.indexOf(component);
    if (size >= 0) sizes[size]! += money;
    else fixed += money;
  };
  stepPaid_money.forEach((values, component) => {
    values?.forEach((v, k) => {
      add(component, v * weights[k]!);
    });
  });
  for (const { component, money } of standing) add(component, money / years_a);
  return { sizes, fixed };
}

/** Problems that have nothing in common but sizes, one beside the other, each as often as it counts. */
function sideBySide(
  parts: readonly { readonly opened: ReturnType<typeof openSizes>; readonly weight: number }[],
  open: number,
): { readonly problem: Problem; readonly sizes: readonly Entries[] } {
  const all = parts.map((p) => p.opened.problem);
  const join = (of: (p: Problem) => Float64Array): Float64Array => Float64Array.from(all.flatMap((p) => [...of(p)]));
  const starts: number[] = [0];
  const indices: number[] = [];
  const sizes = Array.from({ length: open }, () => ({ rows: [] as number[], values: [] as number[] }));
  let row = 0;
  let entry = 0;
  for (const { opened } of parts) {
    const { problem } = opened;
    for (const i of problem.indices) indices.push(i + row);
    for (let j = 1; j <= problem.columns; j++) starts.push(entry + problem.starts[j]!);
    opened.sizes.forEach((entries, n) => {
      for (const i of entries.rows) sizes[n]!.rows.push(i + row);
      for (const v of entries.values) sizes[n]!.values.push(v);
    });
    row += problem.rows;
    entry += problem.indices.length;
  }
  const cost = Float64Array.from(
    parts.flatMap(({ opened, weight }) => Array.from(opened.problem.cost, (v) => v * weight)),
  );
  return {
    problem: {
      columns: cost.length,
      rows: row,
      offset: 0,
      cost,
      lower: join((p) => p.lower),
      upper: join((p) => p.upper),
      rowLower: join((p) => p.rowLower),
      rowUpper: join((p) => p.rowUpper),
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: join((p) => p.values),
      integer: undefined,
    },
    sizes,
  };
}
