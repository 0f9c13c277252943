import { type Kept, keptList, keptOf, keptTogether } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import { timeAt } from '../../core/timeGrid.ts';
import type { AgentView } from '../../market/agent.ts';
import { priceOf } from '../../market/quanta.ts';
import type { Cleared } from './book.ts';
import { meteredCosts, saleCosts } from './costs.ts';
import type { Market } from './markets.ts';
import type { MarketMeter } from './meter.ts';
import type { PriceMemory } from './priceMemory.ts';
import { communitySharing, priceOfShared } from './sharing.ts';
import type { SlotCleared } from './trading.ts';

/** Tells of the trades of each slot: at its start, or at its end where they follow from meters. */
export interface SlotTeller {
  /** Takes what was cleared for the slot that begins with step i. */
  cleared(m: number, i: number, views: readonly AgentView[], cleared: Cleared): void;
  /** Takes the slot that began with step `first`, once it was metered. */
  delivered(m: number, first: number): void;
  readonly kept: Kept;
}

export interface SlotTellerParts {
  readonly run: Run;
  readonly markets: readonly Market[];
  readonly meters: readonly MarketMeter[];
  readonly prices: PriceMemory;
  readonly isOwnAgent: (party: string) => boolean;
  readonly onCleared: ((slot: SlotCleared) => void) | undefined;
}

type Told = Cleared & Pick<SlotCleared, 'views' | 'costs'>;

export function slotTeller({ run, markets, meters, prices, isOwnAgent, onCleared }: SlotTellerParts): SlotTeller {
  const communities = markets.map((market, m) => communitySharing(market, meters[m]!));
  /** By market that shares after delivery: how it was planned to run. */
  const planned = new Map<number, Told>();
  const tell = (
    cleared: Cleared,
    { views, costs }: Pick<Told, 'views' | 'costs'>,
    m: number,
    i: number,
    at_ms: number,
  ): void => {
    const { outside, floor } = prices.bounds(m, i);
    onCleared?.({
      orders: cleared.orders,
      received: cleared.received,
      refused: cleared.refused,
      clearing: cleared.clearing,
      scheduled: cleared.scheduled,
      price: cleared.price,
      ownOf: cleared.ownOf,
      views,
      costs,
      market: markets[m]!,
      m,
      first: i,
      at_ms,
      outside: priceOf(outside),
      floor: priceOf(floor),
      slot_ms: timeAt(run.grid, i),
      isOwnAgent,
    });
  };
  return {
    cleared(m, i, views, cleared) {
      const costs = saleCosts(cleared.orders, views, isOwnAgent);
      if (communities[m] === undefined) tell(cleared, { views, costs }, m, i, timeAt(run.grid, i));
      else planned.set(m, { ...cleared, views, costs: meteredCosts(cleared, costs) });
    },
    delivered(m, first) {
      const plan = planned.get(m);
      if (plan === undefined) return;
      planned.delete(m);
      const market = markets[m]!;
      const { ceiling, floor } = prices.bounds(m, first);
      const clearing = communities[m]!.share(timeAt(run.grid, first), priceOf(ceiling), priceOf(floor));
      const shared = { orders: [], received: 0, clearing, price: priceOfShared(market, clearing) };
      tell({ ...plan, ...shared }, plan, m, first, timeAt(run.grid, first + market.slotSteps));
    },
    kept: keptTogether({
      planned: keptOf({ planned }),
      communities: keptList(communities.flatMap((community) => community?.kept ?? [])),
    }),
  };
}
