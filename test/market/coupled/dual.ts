import type { CoupledBook } from '../../../src/market/coupled/orders.ts';
import type { CoupledClearing } from '../../../src/market/coupled/result.ts';

/**
 * What the prices of a clearing leave to everyone who could do as they like at them: the value of the dual problem, micro-money.
 * Where nothing moved there is no price, so those who stand there count with what is best for the bound: nothing.
 */
export function dualValue(
  book: CoupledBook,
  result: CoupledClearing,
  fees: Readonly<Record<string, number>>,
): { readonly value: number; readonly slack: number } {
  const prices = new Map(result.markets.map(({ market, slot_ms, price }) => [`${market} ${slot_ms}`, price]));
  let value = 0;
  let slack = 0;
  const ceiling = 2 * Math.max(...limitsOf(book));
  /** `most` quanta of something that gives `per` quanta to each market at a cost per thousand. */
  const may = (
    most: number,
    cost: number,
    flows: readonly { market: string; per: number }[],
    slot_ms: number,
  ): void => {
    let gain = -cost;
    for (const { market, per } of flows) {
      const price = prices.get(`${market} ${slot_ms}`);
      if (price === undefined) return;
      gain += per * (price + (per < 0 ? (fees[market] ?? 0) : 0));
      slack += (most * Math.abs(per)) / 2 / 1000;
    }
    value += (most * Math.max(0, gain)) / 1000;
  };
  for (const { market, slot_ms, side, quantity, limit } of book.orders) {
    const sign = side === 'sell' ? 1 : -1;
    may(quantity, sign * (limit ?? sign * -ceiling), [{ market, per: sign }], slot_ms);
  }
  for (const { market, slot_ms, side, quantity, cost, others, steps = [] } of book.converters ?? [])
    for (const step of [{ quantity, cost }, ...steps])
      may(step.quantity, step.cost, [{ market, per: side === 'sell' ? 1 : -1 }, ...others], slot_ms);
  for (const { from, to, capacity, back, loss = 0 } of book.lines ?? [])
    for (const slot_ms of new Set(result.markets.map((m) => m.slot_ms))) {
      const [a, b] = [prices.get(`${from} ${slot_ms}`), prices.get(`${to} ${slot_ms}`)];
      if (a === undefined || b === undefined) continue;
      value += (capacity * Math.max(0, (1 - loss) * b - a)) / 1000 + (back * Math.max(0, (1 - loss) * a - b)) / 1000;
      slack += (capacity + back) / 1000;
    }
  return { value, slack };
}

function limitsOf({ orders, converters = [] }: CoupledBook): number[] {
  return [
    0,
    ...orders.map(({ limit = 0 }) => Math.abs(limit)),
    ...converters.flatMap(({ cost, steps = [] }) => [cost, ...steps.map((s) => s.cost)]),
  ];
}
