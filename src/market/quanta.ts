/**
 * What is traded and paid is counted, so that books balance to the last digit: energy in whole Wh (of hydrogen, CO2 and
 * water whole g), money in whole micro-money (a millionth of the scenario's currency), prices in whole micro-money per
 * thousand quanta (per kWh, per kg). All are integers held in doubles: exact up to 2^53, and refused past it.
 */

/** Quanta in a kWh, or in a kg. */
export const PER_THOUSAND = 1000;
/** Micro-money in one money. */
export const MICRO = 1_000_000;

/** Whether a number counts something: whole and exact. */
export const isCount = (n: number): boolean => Number.isSafeInteger(n);

/** The nearest whole number; halves away from zero, so that a reversal is the mirror of its entry. */
export const wholeOf = (n: number): number => (n < 0 ? 0 - Math.floor(0.5 - n) : Math.floor(n + 0.5));

/** A price as it is written, in money per kWh or kg, in whole micro-money. */
export const priceOf = (money_per_unit: number): number => wholeOf(money_per_unit * MICRO);

/**
 * What `quantity` quanta cost at `price`, in whole micro-money: the one rounding of a trade. Payer and payee book this same
 * number, so that nothing is lost between them.
 * @throws RangeError where the product would not be exact
 */
export function moneyOf(quantity: number, price: number): number {
  const product = quantity * price;
  if (!isCount(product))
    throw new RangeError(
      `${quantity} quanta at ${price} micro-money a thousand are past 2^53, where sums are not exact`,
    );
  return wholeOf(product / PER_THOUSAND);
}

/**
 * Splits a whole number by weights so that the parts sum to it: each gets its share rounded down, and what is left goes
 * one by one to the largest remainders, the first of equals first (Hamilton's method).
 * @param weights finite, none negative; all 0 is as all equal
 * @returns whole numbers of the sign of `total`
 */
export function shareOut(total: number, weights: ArrayLike<number>): number[] {
  const n = weights.length;
  if (n === 0) return [];
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i]!;
  const sign = total < 0 ? -1 : 1;
  const amount = Math.abs(total);
  const parts: number[] = [];
  const rests: number[] = [];
  let given = 0;
  for (let i = 0; i < n; i++) {
    const exact = sum > 0 ? amount * (weights[i]! / sum) : amount / n;
    const part = Math.min(Math.floor(exact), amount - given);
    // Never minus zero.
    parts.push(part === 0 ? 0 : part);
    rests.push(exact - part);
    given += part;
  }
  if (given < amount) {
    const order = parts.map((_, i) => i).sort((a, b) => rests[b]! - rests[a]! || a - b);
    for (let k = 0; given < amount; k = (k + 1) % n, given++) parts[order[k]!]!++;
  }
  if (sign < 0) for (let i = 0; i < n; i++) if (parts[i] !== 0) parts[i] = -parts[i]!;
  return parts;
}
