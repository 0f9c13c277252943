import type { z } from 'zod';
import type { TradeSumsShown } from '../../../io/marketSchemas.ts';
import { MICRO } from '../../../market/quanta.ts';
import type { MarketFloor } from './marketFloor.ts';

interface Gain {
  sales: number;
  purchases: number;
  beside: number;
}
interface Pair {
  readonly market: string;
  readonly seller: string;
  readonly buyer: string;
  quanta: number;
  paid: number;
  trades: number;
}

const HOUR_MS = 3_600_000;

/**
 * Who sold to whom in the last hours, and what each party got by it. The hours end with the last slot that was cleared.
 * @param own the party whose trades are told; those of all where left out
 */
export function tradeSums(
  floor: Pick<MarketFloor, 'markets' | 'slots' | 'settled'>,
  hours: number,
  own?: string,
): z.infer<typeof TradeSumsShown> {
  const all = floor.markets.map((market) => ({ market, slots: floor.slots(market.id) }));
  const to_ms = Math.max(
    0,
    ...all.map(({ market, slots }) => (slots[0] === undefined ? 0 : slots[0].slot_ms + 1000 * market.slot_s)),
  );
  const from_ms = Math.max(0, to_ms - hours * HOUR_MS);
  const gains = new Map<string, Gain>();
  const gainOf = (party: string): Gain => {
    const found = gains.get(party) ?? { sales: 0, purchases: 0, beside: 0 };
    gains.set(party, found);
    return found;
  };
  const pairs = new Map<string, Pair>();
  for (const { market, slots } of all)
    for (const { slot_ms, trades } of slots) {
      if (slot_ms < from_ms) break;
      for (const { seller, buyer, quantity, sellerGets, buyerPays } of trades) {
        if (own !== undefined && seller !== own && buyer !== own) continue;
        gainOf(seller).sales += sellerGets;
        gainOf(buyer).purchases += buyerPays;
        const key = `${market.id}/${seller}/${buyer}`;
        const pair = pairs.get(key) ?? { market: market.id, seller, buyer, quanta: 0, paid: 0, trades: 0 };
        pairs.set(key, pair);
        pair.quanta += quantity;
        pair.paid += buyerPays;
        pair.trades++;
      }
    }
  const parties = new Set(floor.markets.flatMap((market) => market.parties));
  for (const party of own === undefined ? parties : [own])
    for (const { slot_ms, beside } of floor.settled(party)) if (slot_ms >= from_ms) gainOf(party).beside += beside;
  const units = new Map(floor.markets.map(({ id, unit }) => [id, unit]));
  return {
    from_ms,
    to_ms,
    // Of others a party sees what they traded with it, which says nothing of how they fared.
    parties: [...gains]
      .filter(([party]) => own === undefined || party === own)
      .map(([party, { sales, purchases, beside }]) => ({
        party,
        sales_money: sales / MICRO,
        purchases_money: purchases / MICRO,
        beside_money: beside / MICRO,
        net_money: (sales - purchases + beside) / MICRO,
      }))
      .sort((a, b) => b.net_money - a.net_money || (a.party < b.party ? -1 : 1)),
    pairs: [...pairs.values()]
      .map(({ market, seller, buyer, quanta, paid, trades }) => ({
        market,
        seller,
        buyer,
        [`quantity_${units.get(market)!}`]: quanta,
        paid_money: paid / MICRO,
        trades,
      }))
      .sort((a, b) => b.paid_money - a.paid_money),
  };
}
