import type { Transaction } from '../ledger/transaction.ts';
import { isCount, moneyOf, shareOut, wholeOf } from '../quanta.ts';

/** What a network asks of all who take at a market: a programme, as OpenADR has it, by which events are called. */
export interface Programme {
  readonly id: string;
  readonly market: string;
  /** Paid for a shortfall, micro-money per thousand quanta. */
  readonly penalty: number;
  /** Who pays and gets penalties; an account of the programme's own where left out. */
  readonly account?: string;
}

/**
 * What an event asks for: that all together stay below a limit, that they take less by an amount than they would have, or
 * more.
 */
export const PRODUCTS = ['capacityLimit', 'loadReduction', 'turnUp'] as const;
export type Product = (typeof PRODUCTS)[number];

/** All that offers are chosen and paid by. */
export interface ProgrammeTerms extends Programme {
  readonly product: Product;
  /** Most that an offer may ask, micro-money per thousand quanta. */
  readonly most: number;
  /** Paid once an event for each unit of power that was activated (kW, or kg/h), by how much of it was delivered; micro-money. */
  readonly availability: number;
}

/** A call to keep what a market takes below a limit, in slots of one window. */
export interface CapacityLimitEvent {
  readonly id: string;
  readonly programme: string;
  /** Start of each slot, ms UTC. */
  readonly slots: readonly number[];
  /** Most that all together may take in a slot, whole quanta. */
  readonly limit: number;
}

/** What a party would take less, in every slot of an event, and the least that it wants for it. */
export interface FlexibilityOffer {
  readonly party: string;
  /** Whole quanta of a slot, above 0. */
  readonly quantity: number;
  /** Micro-money per thousand quanta. */
  readonly price: number;
  /** Component that does it, where a party's agent says so. */
  readonly source?: string;
}

export interface Activation {
  readonly party: string;
  readonly source?: string;
  readonly quantity: number;
  /** What each activated quantum is paid, micro-money per thousand: the dearest offer that was needed. */
  readonly price: number;
}

/**
 * Activates offers for one slot: the cheapest that together cover what is expected above the limit; of the dearest that is
 * needed, all who offer at its price get a part, by largest remainder. All are paid its price.
 * @param expected what all together would take, whole quanta
 * @returns what is activated, and what no offer covers
 */
export function activate(
  offers: readonly FlexibilityOffer[],
  expected: number,
  limit: number,
): { readonly activated: readonly Activation[]; readonly uncovered: number } {
  for (const { party, quantity, price } of offers)
    if (!isCount(quantity) || quantity <= 0 || !isCount(price))
      throw new RangeError(
        `offer of "${party}": ${quantity} quanta at ${price}; expected whole numbers, the first above 0`,
      );
  let needed = Math.max(0, expected - limit);
  const prices = [...new Set(offers.map(({ price }) => price))].sort((a, b) => a - b);
  const taken: Omit<Activation, 'price'>[] = [];
  let marginal = 0;
  for (const price of prices) {
    if (needed === 0) break;
    const at = offers.filter((offer) => offer.price === price);
    const sum = at.reduce((all, { quantity }) => all + quantity, 0);
    const amount = Math.min(needed, sum);
    const weights = at.map(({ quantity }) => quantity);
    shareOut(amount, weights).forEach((quantity, k) => {
      const { party, source } = at[k]!;
      if (quantity > 0) taken.push({ party, ...(source === undefined ? {} : { source }), quantity });
    });
    needed -= amount;
    marginal = price;
  }
  return { activated: taken.map((one) => ({ ...one, price: marginal })), uncovered: needed };
}

/** How a party performed in a slot: a report, as OpenADR has it. */
export interface Performance {
  /** Baseline less metered, quanta; below 0 where it took more than ever. */
  readonly performed: number;
  /** What is paid for: no more than was activated. */
  readonly delivered: number;
  readonly shortfall: number;
  /** Micro-money: what it gets less its penalty. */
  readonly payment: number;
  readonly penalty: number;
}

/**
 * Pays for what was delivered and charges what fell short:
 *   performed = baseline - metered,   delivered = performed within 0 and activated,   shortfall = activated - delivered
 */
export function perform(
  { quantity, price }: Pick<Activation, 'quantity' | 'price'>,
  baseline: number,
  metered: number,
  { penalty }: Pick<Programme, 'penalty'>,
): Performance {
  const performed = wholeOf(baseline) - metered;
  const delivered = Math.min(quantity, Math.max(0, performed));
  const shortfall = quantity - delivered;
  return { performed, delivered, shortfall, payment: moneyOf(delivered, price), penalty: moneyOf(shortfall, penalty) };
}

/** Who pays for a programme and gets its penalties. */
export const flexibilityAccount = (programme: string): string => `flexibility:${programme}`;

/** The entry of a party's performance in a slot; undefined where nothing passes. */
export function flexibilityTransaction(
  programme: Programme,
  event: Pick<CapacityLimitEvent, 'id'>,
  slot_ms: number,
  party: string,
  { payment, penalty, delivered, shortfall }: Performance,
): Transaction | undefined {
  const money = payment - penalty;
  if (payment === 0 && penalty === 0) return undefined;
  return {
    kind: 'flexibility',
    market: programme.market,
    slot_ms,
    key: `flexibility ${event.id} ${party}`,
    revision: 0,
    lines: [
      { account: programme.account ?? flexibilityAccount(programme.id), money: 0 - money, quanta: 0 },
      { account: party, money, quanta: 0 },
    ],
    refs: {
      text: `event "${event.id}" of "${programme.id}": ${(delivered / 1000).toFixed(3)} units against the baseline, ${(shortfall / 1000).toFixed(3)} short`,
    },
  };
}
