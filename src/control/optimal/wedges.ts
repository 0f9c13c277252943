import type { Problem, SolverSession } from '../../core/solver.ts';
import { horizonOf } from './horizon.ts';
import type { FoundRoadmap, RoadmapTask } from './roadmap.ts';
import { roadmapProblem } from './roadmapProblem.ts';
import { appendRow } from './sparse.ts';

/** By investment year, tonnes a year: from the reference down to what is planned. */
export interface WedgeYear {
  /** What would be emitted with nothing built and everything that stands kept as it is. */
  readonly reference_t: number;
  /** Demand that this leaves unserved. */
  readonly referenceUnserved_kWh: number;
  /** What is run otherwise with the same plant, and with what belongs to no area. */
  readonly operation_t: number;
  /** By area. */
  readonly areas_t: readonly number[];
  /** What is closed for good, where its use would have been cheaper. */
  readonly closing_t: number;
}

export interface WedgeTask {
  readonly task: RoadmapTask;
  readonly found: FoundRoadmap;
  /** By size: what stands in the reference, and its area (number), -1 for none. */
  readonly reference: Float64Array;
  readonly areaOf: readonly number[];
  readonly areas: number;
  readonly onSolve?: (done: number) => void;
}

/** By so much more than the caps' own price a tonne above the plan is minded, so that a plan that costs the same is not taken. */
const TIE = 1e-3;

/**
 * Splits what a roadmap spares into areas. A year is run with the plant of the reference and, one set of areas after the other, with what
 * the roadmap has of these in its place; a tonne above the plan is minded at the price of the caps. What an area spares is its mean contribution over all orders in which areas
 * can come (Shapley), so that no order is preferred, and all of them together with `operation` and `closing` are just what is spared.
 * @see Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953) 307
 */
export async function wedgesOf(wish: WedgeTask, session: SolverSession): Promise<WedgeYear[]> {
  const { task, found, areas } = wish;
  const sets = 1 << areas;
  const out: WedgeYear[] = [];
  let done = 0;
  const { length } = task.operations;
  for (let k = 0; k < length; k++) {
    const year = yearAlone(wish, k);
    const run = async (standing: readonly number[], money_per_t: number): Promise<Point> => {
      const solution = await session.solve(year.problem(standing, money_per_t));
      done++;
      wish.onSolve?.(done / (length * (sets + 1)));
      if (solution.status !== 'optimal')
        throw new Error(`the reference of ${task.horizon.years[k]} cannot be run: ${solution.text}`);
      return { co2_t: solution.x[year.emission]!, x: solution.x };
    };
    const planned = found.years[k]!;
    const price = planned.shadow_money_per_t * (1 + TIE);
    const reference = await run([...wish.reference], 0);
    const tonnes: number[] = [];
    for (let set = 0; set < sets; set++) tonnes.push((await run(plantOf(wish, k, set), price)).co2_t);
    out.push({
      reference_t: reference.co2_t,
      referenceUnserved_kWh: year.unserved(reference.x),
      operation_t: reference.co2_t - tonnes[0]!,
      areas_t: shapley(areas, (set) => tonnes[0]! - tonnes[set]!),
      closing_t: tonnes[sets - 1]! - planned.co2_t,
    });
  }
  return out;
}

interface Point {
  readonly co2_t: number;
  readonly x: Float64Array;
}

/** What stands with a set of areas: these as planned, the others as in the reference, what has no area as far as either has it. */
const plantOf = ({ found, reference, areaOf }: WedgeTask, k: number, set: number): number[] =>
  areaOf.map((area, c) => {
    const planned = found.years[k]!.standing[c]!;
    if (area < 0) return Math.max(planned, reference[c]!);
    return (set >> area) & 1 ? planned : reference[c]!;
  });

/** A year by itself with sizes that are given, and a last column for tonnes above what is planned. */
function yearAlone({ task, found }: WedgeTask, k: number) {
  const operation = task.operations[k]!;
  const free = new Float64Array(1).fill(Number.POSITIVE_INFINITY);
  const none = new Float64Array(1);
  const sizes = task.sizes.map((s) => ({
    component: s.component,
    least: none,
    most: free,
    mostBuilt: free,
    existing: none,
    capital_money_per_a: none,
    life_a: new Float64Array(1).fill(1),
    upkeep_money_per_a: none,
  }));
  const layout = roadmapProblem(horizonOf([0], 0), [operation], sizes, []);
  const emission = layout.emission[0]!;
  const base = withOver(layout.problem, emission, found.years[k]!.co2_t);
  return {
    emission,
    problem(standing: readonly number[], money_per_t: number): Problem {
      const lower = base.lower.slice();
      const upper = base.upper.slice();
      const cost = base.cost.slice();
      layout.standing.forEach(([column], c) => {
        lower[column!] = standing[c]!;
        upper[column!] = standing[c]!;
      });
      cost[base.columns - 1] = money_per_t;
      return { ...base, lower, upper, cost };
    },
    unserved: (x: Float64Array): number => operation.unserved_kWh.reduce((sum, v, j) => sum + v * x[j]!, 0),
  };
}

/** The problem with a column of tonnes above `most_t`. */
function withOver(problem: Problem, emission: number, most_t: number): Problem {
  const values = new Float64Array(problem.columns);
  values[emission] = 1;
  const capped = appendRow(problem, values, Number.NEGATIVE_INFINITY, most_t);
  const grown = (from: Float64Array, last: number): Float64Array => {
    const to = new Float64Array(from.length + 1);
    to.set(from);
    to[from.length] = last;
    return to;
  };
  return {
    ...capped,
    columns: capped.columns + 1,
    cost: grown(capped.cost, 0),
    lower: grown(capped.lower, 0),
    upper: grown(capped.upper, Number.POSITIVE_INFINITY),
    starts: Int32Array.from([...capped.starts, capped.indices.length + 1]),
    indices: Int32Array.from([...capped.indices, capped.rows - 1]),
    values: grown(capped.values, -1),
  };
}

/** Mean contribution of each of n players over all orders, by what every set of them (bit by bit) reaches. */
export function shapley(n: number, reached: (set: number) => number): number[] {
  const factorial = (m: number): number => (m <= 1 ? 1 : m * factorial(m - 1));
  return Array.from({ length: n }, (_, player) => {
    let sum = 0;
    for (let set = 0; set < 1 << n; set++) {
      if ((set >> player) & 1) continue;
      let size = 0;
      for (let rest = set; rest > 0; rest >>= 1) size += rest & 1;
      sum +=
        ((factorial(size) * factorial(n - size - 1)) / factorial(n)) * (reached(set | (1 << player)) - reached(set));
    }
    return sum;
  });
}
