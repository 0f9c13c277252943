import { truthful } from '../../market/agent.ts';
import { communityAccount } from '../../market/ledger/accounts.ts';
import type { Order } from '../../market/order.ts';
import { moneyOf } from '../../market/quanta.ts';
import type { Market } from './markets.ts';
import type { SlotCleared } from './trading.ts';

/** What a party did on one market over a run. Quanta and micro-money are whole. */
export interface PartyOnMarket {
  bought: number;
  sold: number;
  paid: number;
  got: number;
  /** Quanta that it served itself from its own supply. */
  own: number;
  /**
   * What trade was worth to it: the price outside the market less what it paid, and what it got less the cost or the outside
   * price of what it sold. Outside is the tariff, or separate production.
   */
  gain: number;
}

/** What passed from a seller to a buyer. */
interface Pair {
  quantity: number;
  money: number;
}

/** What became of a market over a run. */
export interface MarketTally {
  readonly market: Market;
  slots: number;
  tradedSlots: number;
  volume: number;
  fees: number;
  welfare: number;
  /** Sum of price times quantity, to weigh the mean by. */
  value: number;
  /** By slot: price (micro-money per thousand quanta; NaN where nothing was traded) and quanta traded. */
  readonly prices: number[];
  readonly volumes: number[];
  readonly parties: Map<string, PartyOnMarket>;
  /** Quanta and micro-money by seller and buyer, under `seller>buyer`. */
  readonly pairs: Map<string, Pair>;
  /** Sum of what sale orders asked above the cost of what they offered, times their quantity, and their quantity. */
  above: number;
  offered: number;
  /** The slot in which most was traded. */
  fullest?: FullestSlot;
}

/** A book as it was bid; money in micro-money per thousand quanta. */
export interface FullestSlot {
  readonly slot_ms: number;
  readonly orders: readonly Order[];
  readonly volume: number;
  /** Undefined where every trade has its own. */
  readonly price: number | undefined;
  readonly ceiling: number;
  readonly floor: number;
}

/** Adds slots up as they clear. */
export interface ExchangeTally {
  readonly markets: readonly MarketTally[];
  add(slot: SlotCleared): void;
}

const nothing = (): PartyOnMarket => ({ bought: 0, sold: 0, paid: 0, got: 0, own: 0, gain: 0 });

export function tallyExchange(markets: readonly Market[]): ExchangeTally {
  const tallies = markets.map(
    (market): MarketTally => ({
      market,
      slots: 0,
      tradedSlots: 0,
      volume: 0,
      fees: 0,
      welfare: 0,
      value: 0,
      prices: [],
      volumes: [],
      parties: new Map(market.parties.map((party) => [party, nothing()])),
      pairs: new Map(),
      above: 0,
      offered: 0,
    }),
  );
  /** By market: the pairs by seller, then by buyer. */
  const pairsOf = markets.map(() => new Map<string, Map<string, Pair>>());
  const pairOf = (m: number, seller: string, buyer: string): Pair => {
    let bySeller = pairsOf[m]!.get(seller);
    if (bySeller === undefined) {
      bySeller = new Map();
      pairsOf[m]!.set(seller, bySeller);
    }
    let pair = bySeller.get(buyer);
    if (pair === undefined) {
      pair = { quantity: 0, money: 0 };
      bySeller.set(buyer, pair);
      tallies[m]!.pairs.set(`${seller}>${buyer}`, pair);
    }
    return pair;
  };
  return {
    markets: tallies,
    add({ clearing, orders, views, ownOf, outside, floor, costs: costOf, m, isOwnAgent, slot_ms }) {
      const tally = tallies[m]!;
      const hub = communityAccount(tally.market.id);
      const of = (party: string): PartyOnMarket => {
        let found = tally.parties.get(party);
        if (found === undefined) {
          found = nothing();
          tally.parties.set(party, found);
        }
        return found;
      };
      tally.slots++;
      tally.welfare += clearing.welfare;
      for (const [party, quanta] of ownOf) of(party).own += quanta;
      let value = 0;
      let volume = 0;
      for (const t of clearing.trades) {
        // What a community shares passes its account, and is counted where it comes out.
        if (t.buyer !== hub) {
          value += t.sellerGets;
          volume += t.quantity;
        }
        tally.fees += t.fee;
        if (t.buyer !== hub) {
          const buyer = of(t.buyer);
          buyer.bought += t.quantity;
          buyer.paid += t.buyerPays;
          buyer.gain += moneyOf(t.quantity, outside) - t.buyerPays;
        }
        if (t.seller !== hub) {
          const seller = of(t.seller);
          seller.sold += t.quantity;
          seller.got += t.sellerGets;
          seller.gain += t.sellerGets - moneyOf(t.quantity, costOf.get(`${t.seller}/${t.sellOrder}`) ?? floor);
        }
        const pair = pairOf(m, t.seller, t.buyer);
        pair.quantity += t.quantity;
        pair.money += t.sellerGets;
      }
      tally.value += value;
      tally.volume += volume;
      tally.volumes.push(volume);
      tally.prices.push(volume > 0 ? (clearing.price ?? Math.round((value * 1000) / volume)) : Number.NaN);
      if (volume > 0) tally.tradedSlots++;
      if (orders.length > 0 && volume > (tally.fullest?.volume ?? 0)) {
        const ceiling = views[0]?.ceiling ?? outside;
        tally.fullest = { slot_ms, orders, volume, price: clearing.price, ceiling, floor };
      }
      for (const view of views) {
        if (!isOwnAgent(view.party)) continue;
        const costs = new Map(
          truthful(view)
            .filter(({ side }) => side === 'sell')
            .map((w) => [w.component, w.limit]),
        );
        for (const { party, side, id, limit, quantity } of orders) {
          if (party !== view.party || side !== 'sell' || limit === undefined) continue;
          const cost = costs.get(id.slice(0, id.lastIndexOf('.')));
          if (cost === undefined) continue;
          tally.above += moneyOf(quantity, limit - cost);
          tally.offered += quantity;
        }
      }
    },
  };
}

/** Concentration of sellers: the sum of squared shares (Herfindahl-Hirschman), 0 to 1; NaN where nothing was sold. */
export function concentration({ parties }: Pick<MarketTally, 'parties'>): number {
  let sum = 0;
  for (const { sold } of parties.values()) sum += sold;
  if (sum === 0) return Number.NaN;
  let squares = 0;
  for (const { sold } of parties.values()) squares += (sold / sum) * (sold / sum);
  return squares;
}

/**
 * How unequally gains are spread: Gini's coefficient, half the mean difference over the mean; 0 where all are alike. Losses
 * count as no gain. NaN where nobody gains.
 */
export function gini(gains: readonly number[]): number {
  const sorted = gains.map((g) => Math.max(0, g)).sort((a, b) => a - b);
  const sum = sorted.reduce((a, b) => a + b, 0);
  if (sum === 0) return Number.NaN;
  let weighted = 0;
  sorted.forEach((g, k) => {
    weighted += (2 * (k + 1) - sorted.length - 1) * g;
  });
  return weighted / (sorted.length * sum);
}
