import { leftOver, stands } from './horizon.ts';
import type { FoundRoadmap, FoundYear, RoadmapTask } from './roadmap.ts';
import type { RoadmapSize } from './roadmapProblem.ts';

/** What a search for a roadmap came to; arrays are by investment year. */
export interface Decided {
  /** By size: what is built in each year. */
  readonly built: readonly Float64Array[];
  readonly shadow_money_per_t: readonly number[];
  /** Columns of each year's operation, and what it emits. */
  readonly points: readonly { readonly x: Float64Array; readonly co2_t: number }[];
  /** By cap. */
  readonly prices_money_per_t?: readonly number[];
}

export const positive = (v: number): number => (v > 0 ? v : 0);

/** Of what was built in the first `until` years, what stands in year k; `per` weighs what was built in each year. */
export function stillStanding(
  { life_a }: RoadmapSize,
  built: Float64Array,
  years: readonly number[],
  k: number,
  until: number,
  per?: Float64Array,
): number {
  let sum = 0;
  for (let v = 0; v < until; v++)
    if (stands(years[v]!, life_a[v]!, years[k]!)) sum += built[v]! * (per === undefined ? 1 : per[v]!);
  return sum;
}

const dot = (a: Float64Array, x: Float64Array): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * x[j]!;
  return sum;
};

/** What was decided, year by year, with what it costs and emits. */
export function told(task: RoadmapTask, decided: Decided): FoundRoadmap {
  const { horizon, sizes, caps } = task;
  const { years, worth_a } = horizon;
  const standing = years.map((_, k) =>
    Float64Array.from(sizes, (s, c) => s.existing[k]! + stillStanding(s, decided.built[c]!, years, k, k + 1)),
  );
  const found = years.map((_, k) => yearOf(task, decided, standing, k));
  const cost = (y: FoundYear): number =>
    y.capital_money + y.upkeep_money + y.operation_money + y.carbon_money + y.weighed_money;
  const left = (s: RoadmapSize, c: number): number =>
    years.reduce(
      (sum, year, v) => sum + decided.built[c]![v]! * leftOver(horizon, s.capital_money_per_a[v]!, year, s.life_a[v]!),
      0,
    );
  return {
    years: found,
    caps: caps.map(({ name, weights, most_t }, r) => ({
      name,
      used_t: found.reduce((sum, y, k) => sum + weights[k]! * y.co2_t, 0),
      most_t,
      price_money_per_t: decided.prices_money_per_t?.[r],
    })),
    total_money: found.reduce((sum, y, k) => sum + worth_a[k]! * cost(y), 0),
    leftOver_money: sizes.reduce((sum, s, c) => sum + left(s, c), 0),
  };
}

function yearOf(
  { horizon, operations, sizes, carbonPrice_money_per_t }: RoadmapTask,
  { built, points, shadow_money_per_t }: Decided,
  standing: readonly Float64Array[],
  k: number,
): FoundYear {
  const { problem, paid, scope1_kg, unserved_kWh, fixed, sizes: perSize } = operations[k]!;
  const { x, co2_t } = points[k]!;
  const own = standing[k]!;
  const before = k === 0 ? Float64Array.from(sizes, (s) => s.existing[0]!) : standing[k - 1]!;
  const bySize = (of: (n: number) => number): number => own.reduce((sum, m, n) => sum + m * of(n), 0);
  const scope1_t = (dot(scope1_kg, x) + fixed.scope1_kg + bySize((n) => perSize[n]!.scope1_kg)) / 1000;
  const carbon_money = scope1_t * carbonPrice_money_per_t[k]!;
  const fixed_money = problem.offset + bySize((n) => perSize[n]!.money);
  const paid_money = dot(paid, x) + fixed_money;
  return {
    built: Float64Array.from(built, (b) => b[k]!),
    retired: before.map((v, c) => positive(v + built[c]![k]! - own[c]!)),
    standing: own,
    capital_money: sizes.reduce(
      (sum, s, c) => sum + stillStanding(s, built[c]!, horizon.years, k, k + 1, s.capital_money_per_a),
      0,
    ),
    upkeep_money: bySize((n) => sizes[n]!.upkeep_money_per_a[k]!),
    operation_money: paid_money - carbon_money,
    carbon_money,
    weighed_money: dot(problem.cost, x) + fixed_money - paid_money,
    unserved_kWh: dot(unserved_kWh, x),
    co2_t,
    shadow_money_per_t: positive(shadow_money_per_t[k]!),
    x,
  };
}
