import type { Run } from '../../core/run.ts';
import type { Solution } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import type { Assembled } from './assembled.ts';

/** What a plan takes a store's content for in each step: money per unit that it gives (and has to be replaced), and that it takes. */
export interface StoredWorth {
  readonly give: Float64Array;
  readonly take: Float64Array;
}

/**
 * By component: what a unit at the lead's port of a store costs beside what it exchanges with buses, at the plan's prices of all
 * that is the store's own (its content, limits that count its flows): the internal part of the reduced costs of its columns. Undefined
 * of what is no store.
 * @see Pereira, Pinto, "Multi-stage stochastic optimization applied to energy planning", Math. Program. 52 (1991) 359: water
 *   values as duals of the stock
 */
export function storedWorths(
  run: Run,
  { problem, flows, balanceRow, steps }: Assembled,
  { duals }: Solution,
): (StoredWorth | undefined)[] {
  const dt_h = hoursOf(run.grid);
  const isBalance = new Uint8Array(problem.rows);
  for (const row of balanceRow) isBalance.fill(1, row, row + steps);
  const own_money = (j: number): number => {
    let money = problem.cost[j]!;
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      const i = problem.indices[at]!;
      if (isBalance[i] === 0) money -= problem.values[at]! * duals[i]!;
    }
    return money;
  };
  return run.components.map((c, k) => {
    const port = c.leads[0];
    if (c.kind.role !== 'store' || port === undefined) return undefined;
    const give = new Float64Array(steps).fill(Number.POSITIVE_INFINITY);
    const take = new Float64Array(steps).fill(Number.NEGATIVE_INFINITY);
    for (const { port: at, column, per } of flows[k]!) {
      if (at !== port || column < 0) continue;
      for (let i = 0; i < steps; i++) {
        const each = typeof per === 'number' ? per : per[i]!;
        if (each === 0) continue;
        const money = own_money(column + i) / (each * dt_h);
        if (each > 0) give[i] = Math.min(give[i]!, money);
        else take[i] = Math.max(take[i]!, money);
      }
    }
    return { give, take };
  });
}

/** By component: what a kW beyond the month's highest costs, where its bill asks for that. */
export function peakPrices(run: Run, { problem, columns }: Assembled): (number | undefined)[] {
  const prices = run.components.map((c): number | undefined =>
    c.kind.role === 'closer' && (c.kind.meters?.(c.q).length ?? 0) > 0 ? 0 : undefined,
  );
  for (const { component, first, perStep } of columns) {
    const price = component < 0 || perStep ? undefined : prices[component];
    if (price !== undefined) prices[component] = Math.max(price, problem.cost[first]!);
  }
  return prices;
}
