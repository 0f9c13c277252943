import type { Totals } from '../../core/component.ts';
import type { BillPart } from '../../core/environment.ts';
import { timeAt } from '../../core/timeGrid.ts';
import type { Compiled } from '../compile.ts';
import type { ConnectionBill } from './aloneCharge.ts';
import type { Market } from './markets.ts';

export const ceilTo = (i: number, whole: number): number => Math.ceil(i / whole) * whole;

/** What the connections of a site cost beside energy in a month of the run. */
export function connectionBills(
  { run }: Compiled,
  markets: readonly Market[],
  totals: readonly Totals[],
  n: number,
): ConnectionBill[] {
  const { grid, monthOf, months } = run;
  const { label } = months[n]!;
  return markets.flatMap(({ id, retailer, isTraded, slotSteps }): ConnectionBill[] => {
    if (retailer === undefined || !isTraded) return [];
    const c = run.components[retailer.component]!;
    const lines = c.kind.bill!(c.q, totals[retailer.component]!).filter((line) => line.month === label);
    const sum = (some: typeof lines): number => some.reduce((all, { money }) => all + money, 0);
    const of = (...parts: readonly BillPart[]): typeof lines => lines.filter(({ part }) => parts.includes(part));
    // Trades and settlements pay for energy.
    const demand = of('demand');
    const charges = {
      demand_money: sum(demand),
      fixed_money: sum(of('capacity', 'standing')),
      adjustment_money: sum(of('powerFactor')),
    };
    if (Object.values(charges).every((money) => money === 0)) return [];
    // What the run does not hold whole is not settled.
    const last = Math.floor(grid.length / slotSteps) * slotSteps;
    const begin = Math.min(last, ceilTo(monthOf.indexOf(n), slotSteps));
    const end = Math.min(last, ceilTo(monthOf.lastIndexOf(n) + 1, slotSteps));
    const windows = (c.kind.meters?.(c.q) ?? []).flatMap(({ line, counts }) => {
      const money = sum(demand.filter((l) => l.label === line));
      return counts === undefined || money === 0 ? [] : [{ money, slots: slotsOf(counts, begin, end, slotSteps) }];
    });
    return [
      {
        component: c.id,
        market: id,
        from_ms: timeAt(grid, begin),
        to_ms: timeAt(grid, end),
        ...charges,
        windows,
        tariff: label,
      },
    ];
  });
}

/** Numbers of the slots of which half or more counts. */
function slotsOf(counts: Uint8Array, begin: number, end: number, slotSteps: number): number[] {
  return Array.from({ length: (end - begin) / slotSteps }, (_, slot) => slot).filter((slot) => {
    let counted = 0;
    for (let k = 0; k < slotSteps; k++) counted += counts[begin + slot * slotSteps + k]!;
    return 2 * counted >= slotSteps;
  });
}
