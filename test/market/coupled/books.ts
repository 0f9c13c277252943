import { highsHere } from '../../../src/io/highsSolver.ts';
import { openCoupled } from '../../../src/market/coupled/clear.ts';
import type { ConverterOrder, CoupledBook, CoupledRules } from '../../../src/market/coupled/orders.ts';
import type { CoupledClearing } from '../../../src/market/coupled/result.ts';
import type { Order } from '../../../src/market/order.ts';

/** Start of the first slot, and its length, ms. */
export const SLOT = Date.UTC(2026, 0, 5);
export const QUARTER = 900_000;

/** Prices of references are per unit; here micro-money per thousand quanta, so that a unit is a thousand quanta. */
export const MILLI = 1000;

export const order = (
  party: string,
  side: Order['side'],
  quantity: number,
  limit: number | undefined,
  more: Partial<Order> = {},
): Order => ({
  id: 'o',
  party,
  market: 'power',
  slot_ms: SLOT,
  side,
  quantity,
  sequence: 0,
  ...(limit === undefined ? {} : { limit }),
  ...more,
});

/** A converter with its main flow on the power book. */
export const machine = (
  id: string,
  side: 'buy' | 'sell',
  quantity: number,
  cost: number,
  others: ConverterOrder['others'],
  more: Partial<ConverterOrder> = {},
): ConverterOrder => ({ id, party: id, slot_ms: SLOT, market: 'power', side, quantity, cost, others, ...more });

/** Clears one book in a session of its own. */
export async function cleared(
  book: CoupledBook,
  markets: readonly string[] = ['power'],
  rules: CoupledRules = {},
): Promise<CoupledClearing> {
  const exchange = await openCoupled(highsHere, markets, rules);
  try {
    return await exchange.clear(book);
  } finally {
    await exchange.close();
  }
}

/** By account: what all trades, fees and transfers leave on it, micro-money. */
export function accountsOf({ trades, transfers }: CoupledClearing): Map<string, number> {
  const accounts = new Map<string, number>();
  const add = (account: string, amount: number): void => {
    accounts.set(account, (accounts.get(account) ?? 0) + amount);
  };
  for (const { buyer, seller, market, buyerPays, sellerGets, fee } of trades) {
    add(buyer, -buyerPays);
    add(seller, sellerGets);
    add(`network:${market}`, fee);
  }
  for (const { from, to, amount } of transfers) {
    add(from, -amount);
    add(to, amount);
  }
  return accounts;
}

export const priceOf = ({ markets }: CoupledClearing, market: string, slot_ms = SLOT): number | undefined =>
  markets.find((m) => m.market === market && m.slot_ms === slot_ms)?.price;
