import { quantile } from './select.ts';

/** a * b mod m and the whole quotient, exact whatever the product. */
function divide(a: number, b: number, m: number): { quotient: number; rest: number } {
  const product = a * b;
  if (Number.isSafeInteger(product)) {
    const rest = product % m;
    return { quotient: (product - rest) / m, rest };
  }
  const big = BigInt(a) * BigInt(b);
  return { quotient: Number(big / BigInt(m)), rest: Number(big % BigInt(m)) };
}

/**
 * Shares `amount` among orders in proportion to their quantities by largest remainder (Hamilton), in exact whole numbers:
 * each gets its share rounded down, and what is left goes one by one to the largest remainders. Of equal remainders the
 * first by `tie` come first, so the outcome does not depend on the order of the list. Splitting an order in two changes
 * what its parts get together, and what anybody else gets, by at most one quantum.
 * @param at places of the orders
 * @param amount whole, not above the sum of their quantities
 * @param out gets the parts at the places of the orders
 */
export function ration(
  at: ArrayLike<number>,
  quantity: Float64Array,
  amount: number,
  out: Float64Array,
  tie?: (a: number, b: number) => number,
): void {
  const n = at.length;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += quantity[at[k]!]!;
  if (n === 0 || sum === 0) return;
  const rests = new Float64Array(n);
  let left = amount;
  for (let k = 0; k < n; k++) {
    const { quotient, rest } = divide(amount, quantity[at[k]!]!, sum);
    out[at[k]!] = quotient;
    rests[k] = -rest;
    left -= quotient;
  }
  if (left === 0) return;
  const { value: last } = quantile(rests, new Float64Array(n).fill(1), left)!;
  const equals: number[] = [];
  for (let k = 0; k < n; k++) {
    if (rests[k]! < last) {
      out[at[k]!]!++;
      left--;
    } else if (rests[k] === last) equals.push(at[k]!);
  }
  if (tie !== undefined && left < equals.length) equals.sort(tie);
  for (let k = 0; k < left; k++) out[equals[k]!]!++;
}
