import { zeros } from './linear.ts';

export { capitalRecovery } from '../core/annuity.ts';

/** Worth today of flows at the ends of the years 0, 1, 2, ... */
export function netPresentValue(rate: number, flows: readonly number[]): number {
  let value = 0;
  for (let k = flows.length - 1; k >= 0; k--) value = value / (1 + rate) + flows[k]!;
  return value;
}

/**
 * The rate at which flows are worth nothing today, by bisection; NaN unless they change their sign exactly once, for then
 * alone is it one number.
 */
export function internalRate(flows: readonly number[]): number {
  const signs = flows.filter((v) => v !== 0).map(Math.sign);
  const changes = signs.filter((s, k) => k > 0 && s !== signs[k - 1]).length;
  if (changes !== 1) return Number.NaN;
  let low = -0.99;
  let high = 100;
  const rising = netPresentValue(low, flows) < 0;
  if (netPresentValue(high, flows) < 0 === rising) return Number.NaN;
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if (netPresentValue(middle, flows) < 0 === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Years until what comes back covers what was laid out, evenly within a year; NaN where it never does or nothing was laid out. */
export function payback(flows: readonly number[], rate = 0): number {
  let sum = flows[0] ?? 0;
  if (!(sum < 0)) return Number.NaN;
  let factor = 1;
  for (let k = 1; k < flows.length; k++) {
    factor /= 1 + rate;
    const flow = flows[k]! * factor;
    if (sum + flow >= 0) return k - 1 - sum / flow;
    sum += flow;
  }
  return Number.NaN;
}

/** Something laid out once, to be laid out again at the end of its life. */
export interface Investment {
  readonly capex_money: number;
  readonly life_a: number;
}

/**
 * Payments of the years 0 to `horizon_a`, paid negative: investment, replacement at the same price at the end of each
 * life, and at the end of the horizon what is left of the last one, in proportion to the life left.
 */
export function investmentFlows(investments: readonly Investment[], horizon_a: number): number[] {
  const flows = zeros(horizon_a + 1);
  for (const { capex_money, life_a } of investments) {
    if (capex_money === 0) continue;
    let last = 0;
    for (let k = 0; k * life_a < horizon_a; k++) {
      last = k * life_a;
      flows[Math.ceil(last)]! -= capex_money;
    }
    flows[horizon_a]! += capex_money * (1 - (horizon_a - last) / life_a);
  }
  return flows;
}
