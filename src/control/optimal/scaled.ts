import type { Problem, Solution } from '../../core/solver.ts';
import type { Assembled, Block } from './assembled.ts';

/** A problem in which some components are taken several times, or a part of one time. */
export interface Scaled {
  /** The problem with each of the components `multiples` times as large as the scenario says. */
  problem(multiples: Float64Array): Problem;
  /** By component: what one more of it would change of the least cost, from the prices of a solution. */
  slopes(solution: Solution): Float64Array;
}

/** A component that may be scaled, and money over the window for one of it. */
export interface Scalable {
  readonly component: number;
  readonly cost_money: number;
}

/** What of a problem is a component's and grows with it. */
export interface Part {
  readonly columns: readonly Block[];
  readonly rows: readonly Block[];
  readonly fixed: readonly Fixed[];
  /** Money for one of it over the window, and the part of that which the problem holds already. */
  readonly money: number;
  readonly own_money: number;
}

export function partsOf(assembled: Assembled, scalable: readonly Scalable[], dt_h: number): Part[] {
  const { columns, rows, flows, emissions, limits, fixedPaid_money, balanceRow, zoneOfBus, ports } = assembled;
  return scalable.map(({ component, cost_money }) => ({
    columns: columns.filter((b) => b.component === component),
    rows: rows.filter((b) => b.component === component),
    fixed: [
      ...flows[component]!.flatMap(({ port, column, per }): Fixed[] => {
        const bus = ports[component]![port]!;
        return column >= 0 || bus < 0 ? [] : [{ row: balanceRow[zoneOfBus[bus]!]!, rowOf: undefined, per, by: 1 }];
      }),
      ...limits.flatMap(({ limit, row, rowOf }): Fixed[] => [
        ...limit.flows
          .filter((flow) => flow.component === component)
          .flatMap(({ port, by }) =>
            flows[component]!.filter((flow) => flow.column < 0 && flow.port === port).map(({ per }) => ({
              row,
              rowOf,
              per,
              by: by * dt_h,
            })),
          ),
        ...emissions
          .filter((e) => e.component === component && e.column < 0 && limit.emissions.includes(e.scope))
          .map(({ kg_per_h }) => ({ row, rowOf, per: kg_per_h, by: dt_h })),
      ]),
    ],
    money: fixedPaid_money[component]! + cost_money,
    own_money: fixedPaid_money[component]!,
  }));
}

/**
 * Scales components in a problem by their bounds alone: bounds of their columns and rows, what flows of them in any case, and
 * what they cost in any case. The matrix stays, so a solver goes on from its last basis. As costs are a sum of bounds times their
 * prices, the prices give the slopes, and the least cost over multiples lies above every tangent so made.
 * @see Benders, "Partitioning procedures for solving mixed-variables programming problems", Numer. Math. 4 (1962) 238
 */
export function scaled(assembled: Assembled, scalable: readonly Scalable[], dt_h: number): Scaled {
  const { problem, steps } = assembled;
  const parts = partsOf(assembled, scalable, dt_h);
  const at = (per: number | Float64Array, k: number): number => (typeof per === 'number' ? per : per[k]!);

  return {
    problem(multiples) {
      const lower = problem.lower.slice();
      const upper = problem.upper.slice();
      const rowLower = problem.rowLower.slice();
      const rowUpper = problem.rowUpper.slice();
      let { offset } = problem;
      parts.forEach((part, n) => {
        const by = multiples[n]!;
        for (const { first, count } of part.columns) {
          scale(lower, first, count, by);
          scale(upper, first, count, by);
        }
        for (const { first, count } of part.rows) {
          scale(rowLower, first, count, by);
          scale(rowUpper, first, count, by);
        }
        for (const fixed of part.fixed)
          for (let k = 0; k < steps; k++) {
            const more = (by - 1) * fixed.by * at(fixed.per, k);
            rowLower[rowAt(fixed, k)]! -= more;
            rowUpper[rowAt(fixed, k)]! -= more;
          }
        offset += by * part.money - part.own_money;
      });
      return { ...problem, lower, upper, rowLower, rowUpper, offset };
    },
    slopes({ duals, reducedCosts }) {
      return Float64Array.from(parts, (part) => {
        let slope = part.money;
        for (const { first, count } of part.columns)
          slope += priced(reducedCosts, problem.lower, problem.upper, first, count);
        for (const { first, count } of part.rows)
          slope += priced(duals, problem.rowLower, problem.rowUpper, first, count);
        for (const fixed of part.fixed)
          for (let k = 0; k < steps; k++) slope -= duals[rowAt(fixed, k)]! * fixed.by * at(fixed.per, k);
        return slope;
      });
    },
  };
}

/** What flows or is emitted in any case, and the rows in which it counts. */
export interface Fixed {
  readonly row: number;
  readonly rowOf: Int32Array | undefined;
  readonly per: number | Float64Array;
  readonly by: number;
}
const rowAt = ({ row, rowOf }: Fixed, k: number): number => row + (rowOf === undefined ? k : rowOf[k]!);

/** Takes a run of bounds times a number; what has none has none. */
function scale(bounds: Float64Array, first: number, count: number, by: number): void {
  for (let k = first; k < first + count; k++) {
    const v = bounds[k]!;
    if (v !== 0 && Number.isFinite(v)) bounds[k] = v * by;
  }
}

/** Bounds times their prices: a positive price is one of the lower bound. */
function priced(price: Float64Array, lower: Float64Array, upper: Float64Array, first: number, count: number): number {
  let sum = 0;
  for (let k = first; k < first + count; k++) {
    const p = price[k]!;
    if (p === 0) continue;
    const bound = p > 0 ? lower[k]! : upper[k]!;
    if (Number.isFinite(bound)) sum += p * bound;
  }
  return sum;
}
