import { plus, total } from './exact.ts';

/**
 * Splits a whole number by exact shares that may lie below 0, so that the parts sum to it: each gets its share rounded
 * down, and what is left goes one by one to the largest remainders, the first of equals first.
 * @param shares finite numbers whose sum is not 0; only their proportions count
 */
export function apportion(amount: number, shares: readonly number[]): number[] {
  let sum = 0;
  for (const share of shares) sum += share;
  const exact = shares.map((share) => amount * (share / sum));
  const parts = exact.map((v) => Math.floor(v));
  let left = plus(amount, -total(parts));
  const order = parts.map((_, k) => k).sort((a, b) => exact[b]! - parts[b]! - (exact[a]! - parts[a]!) || a - b);
  for (let k = 0; left !== 0; k = (k + 1) % parts.length) {
    // Rounding of the shares themselves may leave one too many.
    const step = left > 0 ? 1 : -1;
    const place = order[step > 0 ? k : parts.length - 1 - k]!;
    parts[place] = plus(parts[place]!, step);
    left -= step;
  }
  return parts.map((part) => (part === 0 ? 0 : part));
}
