import type { Books } from '../../market/books/books.ts';
import { slotKey } from '../../market/ledger/balances.ts';
import { wholeOf } from '../../market/quanta.ts';

/** Money in whole micro-money. */
export const micro = (money: number): number => wholeOf(money * 1e6);

/** What a connection costs beside energy, by month. */
export interface ConnectionBill {
  readonly component: string;
  readonly market: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly demand_money: number;
  /** Parts of it that count some slots alone, by their number from the start on. */
  readonly windows: readonly { readonly money: number; readonly slots: readonly number[] }[];
  readonly fixed_money: number;
  /** For the power factor, less than 0 where it is a bonus. */
  readonly adjustment_money: number;
  readonly tariff: string;
}

/** The demand charges of a month at the price of a kW that all pay together, on each party's own highest take. */
export function aloneOf(
  books: Books,
  { market, from_ms, to_ms, demand_money, windows }: ConnectionBill,
): Map<string, number> {
  const slot_ms = 1000 * books.markets.get(market)!.slot_s;
  const all = Array.from({ length: Math.floor((to_ms - from_ms) / slot_ms) }, (_, slot) => slot);
  const alone = new Map<string, number>();
  const share = (money: number, slots: readonly number[]): void => {
    const peaks = new Map<string, number>();
    let joint = 0;
    for (const slot of slots) {
      let sum = 0;
      for (const [account, quanta] of Object.entries(
        books.metered.get(slotKey(market, from_ms + slot * slot_ms)) ?? {},
      )) {
        if (!books.parties.has(account)) continue;
        sum -= quanta;
        peaks.set(account, Math.max(peaks.get(account) ?? 0, -quanta));
      }
      joint = Math.max(joint, sum);
    }
    for (const [party, peak] of peaks)
      alone.set(party, (alone.get(party) ?? 0) + (joint > 0 ? micro((money * peak) / joint) : 0));
  };
  share(
    windows.reduce((rest, { money }) => rest - money, demand_money),
    all,
  );
  for (const { money, slots } of windows) share(money, slots);
  return alone;
}
