import { ConfigError } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { Assembled, Block } from './assembled.ts';

/**
 * Orders of magnitude within which a plan can tell numbers apart: a solver counts in sixteen digits, keeps a row within 1e-7, and takes
 * what costs less than 1e-7 to cost nothing. ASSUMED: what is left of sixteen beside some digits of each, and of what is not served at 20.
 */
const BOUND_ORDERS = 12;
const COST_ORDERS = 9;

interface Extreme {
  readonly block: Block;
  readonly value: number;
}

/**
 * Refuses a problem whose numbers lie so far apart that the small ones would be lost: what columns are bound by, and what they
 * cost, each by its largest over the window, so that sun at dawn is no offence. @throws ConfigError naming both ends
 */
export function checkScale(run: Run, { problem, columns }: Assembled): void {
  const own = columns.filter((block) => block.component >= 0);
  const faults = [
    faultOf(run, 'is at most', own, [problem.lower, problem.upper], BOUND_ORDERS),
    faultOf(run, 'costs', own, [problem.cost], COST_ORDERS),
  ];
  const issues = faults.flatMap((fault) => (fault === undefined ? [] : [{ file: '', ...fault }]));
  if (issues.length > 0) throw new ConfigError(issues);
}

function faultOf(
  run: Run,
  what: string,
  blocks: readonly Block[],
  arrays: readonly Float64Array[],
  orders: number,
): { readonly path: string; readonly message: string } | undefined {
  let least: Extreme | undefined;
  let most: Extreme | undefined;
  for (const block of blocks) {
    let value = 0;
    for (const values of arrays)
      for (let k = block.first; k < block.first + block.count; k++) {
        const v = Math.abs(values[k]!);
        if (v > value && v < Number.POSITIVE_INFINITY) value = v;
      }
    if (value === 0) continue;
    if (least === undefined || value < least.value) least = { block, value };
    if (most === undefined || value > most.value) most = { block, value };
  }
  if (least === undefined || most === undefined || most.value / least.value <= Number(`1e${orders}`)) return undefined;
  const nameOf = ({ block }: Extreme): string => `"${block.name}" of "${run.components[block.component]!.id}"`;
  const show = (v: number): string => v.toExponential(1);
  return {
    path: `components.${run.components[least.block.component]!.id}`,
    message: `${nameOf(least)} ${what} ${show(least.value)} where ${nameOf(most)} ${what} ${show(most.value)}: a plan can tell numbers apart within ${orders} orders of magnitude; leave the small one out, narrow the large one, or check their units`,
  };
}
