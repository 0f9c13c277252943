import { type Kept, keptOf } from '../../core/kept.ts';
import { isParty } from '../../market/ledger/accounts.ts';
import { PER_THOUSAND } from '../../market/quanta.ts';
import type { SlotCleared } from './trading.ts';

/** What was metered beside what was traded, by what it would have been worth alone. */
export interface DeviationWorth {
  /** Keeps what parties traded in a slot. */
  cleared(slot: Pick<SlotCleared, 'm' | 'clearing' | 'costs' | 'outside' | 'floor'>): void;
  /** Takes what meters counted in it, quanta by account, into the bus positive. */
  metered(m: number, quanta: Readonly<Record<string, number>>): void;
  /** Micro-money by party: the worth of what it gave more, or took less, than it traded. */
  readonly by: ReadonlyMap<string, number>;
  readonly kept: Kept;
}

interface Slot {
  readonly traded: ReadonlyMap<string, Traded>;
  readonly outside: number;
  readonly floor: number;
}
interface Traded {
  /** Sold less bought. */
  net: number;
  sold: number;
  /** Sum over sales of quanta times what a thousand of them cost. */
  cost: number;
}

/**
 * A party alone would buy what it lacks at the price outside, and what it has to spare is worth what it costs it: the limit
 * of what it sold, or what feeding in pays. So a position of x quanta is worth x times the one or the other by its sign, and a
 * deviation the worth of what was metered less the worth of what was traded.
 */
export function deviationWorth(): DeviationWorth {
  const slots = new Map<number, Slot>();
  const by = new Map<string, number>();
  return {
    by,
    kept: keptOf({ by, slots }),
    cleared({ m, clearing, costs, outside, floor }) {
      const traded = new Map<string, Traded>();
      const of = (party: string): Traded => {
        let found = traded.get(party);
        if (found === undefined) {
          found = { net: 0, sold: 0, cost: 0 };
          traded.set(party, found);
        }
        return found;
      };
      for (const { seller, sellOrder, buyer, quantity } of clearing.trades) {
        if (isParty(buyer)) of(buyer).net -= quantity;
        if (!isParty(seller)) continue;
        const one = of(seller);
        one.net += quantity;
        one.sold += quantity;
        one.cost += quantity * (costs.get(`${seller}/${sellOrder}`) ?? floor);
      }
      slots.set(m, { traded, outside, floor });
    },
    metered(m, quanta) {
      const slot = slots.get(m);
      if (slot === undefined) return;
      const { traded, outside, floor } = slot;
      for (const [party, net] of Object.entries(quanta)) {
        if (!isParty(party)) continue;
        const one = traded.get(party);
        const before = one?.net ?? 0;
        if (net === before) continue;
        const spare = one === undefined || one.sold === 0 ? floor : one.cost / one.sold;
        const worth = (position: number): number => (position * (position < 0 ? outside : spare)) / PER_THOUSAND;
        by.set(party, (by.get(party) ?? 0) + worth(net) - worth(before));
      }
    },
  };
}
