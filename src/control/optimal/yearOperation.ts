import type { Scope } from '../../core/linearModel.ts';
import type { Problem } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { type Entries, openSizes } from './openSizes.ts';
import { scaled } from './scaled.ts';

/** What a multiple of a component adds to a year whatever is decided: rows, money, emissions. */
export interface SizeColumn extends Entries {
  readonly money: number;
  readonly co2_kg: number;
  readonly scope1_kg: number;
}

/** The operation of a year whose sizes are open: costs and emissions of a whole year. */
export interface Operation {
  readonly problem: Problem;
  readonly sizes: readonly SizeColumn[];
  /** By column: money that is billed; the cost of the problem holds beside it what is only weighed. */
  readonly paid: Float64Array;
  /** By column, and in any case: kg of the scopes that are minded, and of scope 1, whose fossil part is paid for. */
  readonly co2_kg: Float64Array;
  readonly scope1_kg: Float64Array;
  /** By column: demand that it leaves unserved. */
  readonly unserved_kWh: Float64Array;
  readonly fixed: { readonly co2_kg: number; readonly scope1_kg: number };
}

export interface OperationOptions {
  /** Components whose sizes are open, and those that only record what is not served, by their index. */
  readonly sizes: readonly number[];
  readonly lastResorts: readonly number[];
  /** Brings a problem of the run to a smaller one that stands for it. */
  readonly reduce: (problem: Problem) => Problem;
  /** Years that the run lasts: all is counted for one. */
  readonly years_a: number;
  readonly dt_h: number;
  readonly scopes: readonly Scope[];
}

/** The operation of a run, with the sizes of some components left open, as that of a year. */
export function operationOf(assembled: Assembled, options: OperationOptions): Operation {
  const { sizes, lastResorts, reduce, years_a, dt_h, scopes } = options;
  const by = scaled(
    assembled,
    sizes.map((component) => ({ component, cost_money: 0 })),
    dt_h,
  );
  const at = (size: number): Problem => by.problem(Float64Array.from(sizes, (_, n) => (n === size ? 1 : 0)));
  const none = at(-1);
  const one = sizes.map((_, n) => at(n));
  const opened = openSizes(reduce(none), one.map(reduce));
  /** Amounts of each column of the run, as those of the columns that stand for it. */
  const ofYear = (amounts: Float64Array): Float64Array =>
    reduce({ ...none, cost: amounts }).cost.map((v) => v / years_a);
  const all = emittedBy(assembled, scopes, sizes, dt_h);
  const first = emittedBy(assembled, ['scope1'], sizes, dt_h);
  return {
    problem: { ...opened.problem, cost: ofYear(none.cost), offset: none.offset / years_a },
    sizes: opened.sizes.map((entries, n) => ({
      ...entries,
      money: (one[n]!.offset - none.offset) / years_a,
      co2_kg: all.sizes[n]! / years_a,
      scope1_kg: first.sizes[n]! / years_a,
    })),
    paid: ofYear(assembled.paid),
    co2_kg: ofYear(all.kg),
    scope1_kg: ofYear(first.kg),
    unserved_kWh: ofYear(unservedBy(assembled, lastResorts, dt_h)),
    fixed: { co2_kg: all.fixed_kg / years_a, scope1_kg: first.fixed_kg / years_a },
  };
}

/** Emissions of a run: by column, by one of each size, and in any case. */
export interface Emitted {
  readonly kg: Float64Array;
  readonly sizes: Float64Array;
  readonly fixed_kg: number;
}

export function emittedBy(
  { problem, emissions, steps }: Pick<Assembled, 'problem' | 'emissions' | 'steps'>,
  scopes: readonly Scope[],
  open: readonly number[],
  dt_h: number,
): Emitted {
  const kg = new Float64Array(problem.columns);
  const sizes = new Float64Array(open.length);
  let fixed_kg = 0;
  for (const { scope, component, column, kg_per_h } of emissions) {
    if (!scopes.includes(scope)) continue;
    const size = open.indexOf(component);
    for (let k = 0; k < steps; k++) {
      const v = dt_h * (typeof kg_per_h === 'number' ? kg_per_h : kg_per_h[k]!);
      if (column >= 0) kg[column + k]! += v;
      else if (size >= 0) sizes[size]! += v;
      else fixed_kg += v;
    }
  }
  return { kg, sizes, fixed_kg };
}

/** By column: kWh (or kg) that a component gives which only records what is not served. */
export function unservedBy(
  { problem, flows, steps }: Pick<Assembled, 'problem' | 'flows' | 'steps'>,
  lastResorts: readonly number[],
  dt_h: number,
): Float64Array {
  const out = new Float64Array(problem.columns);
  for (const component of lastResorts)
    for (const { column, per } of flows[component]!)
      for (let t = 0; t < steps && column >= 0; t++)
        out[column + t]! += dt_h * Math.max(0, typeof per === 'number' ? per : per[t]!);
  return out;
}
