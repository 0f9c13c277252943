import type { Run } from '../../core/run.ts';
import type { Solution } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import type { Assembled } from './assembled.ts';
import { boundWorths } from './boundWorth.ts';
import { carbonOf, tonnesOf } from './carbon.ts';
import { demandWorths } from './demandWorth.ts';
import { keptLimits, servedLess } from './keptLimits.ts';
import { keptReserves } from './keptReserves.ts';
import type { Plan, PlanOptions } from './plan.ts';
import { bothWays, flowsOf, leadsOf } from './planFlows.ts';
import { mostOf } from './planMost.ts';
import { peakPrices, storedWorths } from './planWorth.ts';

const dot = (a: Float64Array, x: Float64Array, from = 0, to = a.length): number => {
  let sum = 0;
  for (let j = from; j < to; j++) sum += a[j]! * x[j]!;
  return sum;
};

/** Reads a plan off the solution of its problem. */
export function planOf(
  run: Run,
  options: PlanOptions,
  assembled: Assembled,
  solution: Solution,
  status: Plan['status'],
  unmet: readonly string[],
): Plan {
  const { problem, columns, paid, fixedPaid_money, balanceRow, zoneOfBus, steps, first } = assembled;
  const { x, duals } = solution;
  const paidBy_money = Float64Array.from(fixedPaid_money);
  for (const { component, first: from, count } of columns)
    if (component >= 0) paidBy_money[component]! += dot(paid, x, from, from + count);
  const paid_money = paidBy_money.reduce((sum, v) => sum + v, 0);
  const flows = flowsOf(run, assembled, x);
  const dt_h = hoursOf(run.grid);
  const limits = keptLimits(assembled, solution);
  const prices = run.buses.map((_, b) => {
    const row = balanceRow[zoneOfBus[b]!]!;
    return Float64Array.from({ length: steps }, (__, k) => duals[row + k]! / dt_h);
  });
  const closing = run.buses.map((bus) => {
    const sum = new Float64Array(steps);
    for (const k of bus.closers) for (const flow of flows[k]!) for (let i = 0; i < steps; i++) sum[i]! += flow[i]!;
    return sum;
  });
  return {
    first,
    steps,
    status,
    text: solution.text,
    paid_money,
    weighed_money: dot(problem.cost, x) + problem.offset - paid_money,
    paidBy_money,
    gap: solution.gap,
    iterations: solution.iterations,
    flows,
    leading: leadsOf(run, assembled, x, flows, options.leads),
    closing,
    most: mostOf(run, flows, first, options.before),
    worths: storedWorths(run, assembled, solution),
    peakPrices: peakPrices(run, assembled),
    prices,
    ...(options.used === undefined
      ? {
          limits,
          bounds: boundWorths(run, assembled, solution),
          demands: demandWorths(run, assembled, solution),
          reserves: keptReserves(assembled, solution),
        }
      : {}),
    co2_t: tonnesOf(carbonOf(assembled, run.grid), x),
    warnings: [
      ...bothWays(run, assembled, x),
      ...(unmet.length === 0 ? servedLess(run, assembled, x, limits) : []),
      ...limitText(status, solution),
    ],
    unmet,
  };
}

const limitText = (status: Plan['status'], { text, gap }: Solution): string[] =>
  status === 'limit'
    ? [`the plan stopped early (${text}): the best may cost up to ${(100 * gap).toFixed(2)} % less`]
    : [];

/** What there is where there is no plan. */
export function nothing(run: Run, { first, steps }: PlanOptions, solution: Solution, unmet: readonly string[]): Plan {
  const none = (): Float64Array => new Float64Array(steps).fill(Number.NaN);
  return {
    first,
    steps,
    status: 'fallback',
    text: solution.text,
    paid_money: Number.NaN,
    weighed_money: Number.NaN,
    paidBy_money: new Float64Array(run.components.length).fill(Number.NaN),
    gap: Number.NaN,
    iterations: solution.iterations,
    flows: run.components.map((c) => c.ports.map(none)),
    leading: run.components.map(() => undefined),
    closing: run.buses.map(none),
    most: run.components.map(() => undefined),
    worths: run.components.map(() => undefined),
    peakPrices: run.components.map(() => undefined),
    prices: run.buses.map(none),
    warnings: [`no plan (${solution.text}): the rules ran alone`],
    unmet,
  };
}
