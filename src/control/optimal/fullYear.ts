import type { Scope } from '../../core/linearModel.ts';
import type { SolverSession } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { type PlanOptions, solveWhole } from './plan.ts';
import { scaled } from './scaled.ts';
import { emittedBy, unservedBy } from './yearOperation.ts';

/** What a year comes to where every step of the run is planned, with sizes as given. */
export interface FullYear {
  readonly paid_money: number;
  readonly weighed_money: number;
  readonly unserved_kWh: number;
  readonly co2_t: number;
}

/**
 * The operation of every step of a run at the least cost with sizes that are given, a tonne minded at `shadow_money_per_t` beside all that is
 * paid: how far the stretches that stood for the run were from it. Amounts are of one year.
 * @throws Error where there is no plan
 */
export async function fullYear(
  assembled: Assembled,
  sizes: readonly { readonly component: number; readonly multiple: number }[],
  wish: {
    readonly shadow_money_per_t: number;
    readonly scopes: readonly Scope[];
    readonly dt_h: number;
    readonly years_a: number;
    readonly lastResorts: readonly number[];
  },
  options: Pick<PlanOptions, 'stretch' | 'gap'>,
  session: SolverSession,
): Promise<FullYear> {
  const { dt_h, years_a, scopes, shadow_money_per_t } = wish;
  const by = scaled(
    assembled,
    sizes.map(({ component }) => ({ component, cost_money: 0 })),
    dt_h,
  );
  const problem = by.problem(Float64Array.from(sizes, (s) => s.multiple));
  const emitted = emittedBy(
    assembled,
    scopes,
    sizes.map((s) => s.component),
    dt_h,
  );
  const { kg } = emitted;
  const fixed_kg = sizes.reduce((sum, s, n) => sum + s.multiple * emitted.sizes[n]!, emitted.fixed_kg);
  const minded = problem.cost.map((v, j) => v + (shadow_money_per_t / 1000) * kg[j]!);
  const solution = await solveWhole({ ...assembled, problem: { ...problem, cost: minded } }, options, session);
  if (solution.status !== 'optimal') throw new Error(`no plan of the whole year: ${solution.text}`);
  const unserved = unservedBy(assembled, wish.lastResorts, dt_h);
  let [all, paid, tonnes, lacking] = [problem.offset, problem.offset, fixed_kg / 1000, 0];
  solution.x.forEach((x, j) => {
    all += problem.cost[j]! * x;
    paid += assembled.paid[j]! * x;
    tonnes += (kg[j]! * x) / 1000;
    lacking += unserved[j]! * x;
  });
  return {
    paid_money: paid / years_a,
    weighed_money: (all - paid) / years_a,
    unserved_kWh: lacking / years_a,
    co2_t: tonnes / years_a,
  };
}
