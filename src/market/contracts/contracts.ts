import type { Transaction } from '../ledger/transaction.ts';
import { moneyOf, wholeOf } from '../quanta.ts';

/** Share of the agreed quantity by which a swing contract lets its buyer move, up and down. */
export const SWING_BAND = 0.2;
/** What energy outside of the band costs, of the strike price. */
export const SWING_OUTSIDE = 1.5;

export type ContractKind = 'ppa' | 'cfd' | 'feedIn' | 'premium' | 'swing';

/** A contract beside the market. Money passes between two accounts; energy is traded as it would be without. */
export interface Contract {
  readonly id: string;
  readonly kind: ContractKind;
  /** Who gets the strike price, and who pays it. */
  readonly seller: string;
  readonly buyer: string;
  /** Whole micro-money per thousand quanta. */
  readonly strike: number;
  /** Of a swing contract: what is agreed for a slot, whole quanta. */
  readonly agreed?: number;
  /** Whether the energy is sold and bought on the market as well, so that its price is given back. Of ppa, feedIn and swing. */
  readonly isTraded: boolean;
}

/** A slot as meters and the market have it. Whole quanta; price whole micro-money per thousand. */
export interface ContractSlot {
  readonly market: string;
  readonly slot_ms: number;
  /** What the source gave; what the buyer took. */
  readonly generation: number;
  readonly demand: number;
  readonly price: number;
}

/** Energy that a contract counts, and what its seller gets for it by the contract alone, whole micro-money. */
export interface ContractAmount {
  readonly quantity: number;
  readonly gross: number;
  /** What the seller got for it on the market and the buyer paid there, given back. */
  readonly market: number;
}

/**
 * What a contract comes to in a slot:
 *   ppa      strike x min(generation, demand)
 *   feedIn   strike x generation
 *   cfd      (strike - price) x generation, of either sign
 *   premium  max(0, strike - price) x generation
 *   swing    strike x demand, and half the strike for each unit by which demand leaves the band of a fifth around what is
 *            agreed, so that what lies above costs 1.5 times the strike
 */
export function contractAmount(contract: Contract, { generation, demand, price }: ContractSlot): ContractAmount {
  const { kind, strike, isTraded } = contract;
  const of = (quantity: number, gross: number, market = 0): ContractAmount => ({ quantity, gross, market });
  const back = (quantity: number): number => (isTraded ? moneyOf(quantity, price) : 0);
  switch (kind) {
    case 'ppa': {
      const quantity = Math.min(generation, demand);
      return of(quantity, moneyOf(quantity, strike), back(quantity));
    }
    case 'feedIn':
      return of(generation, moneyOf(generation, strike), back(generation));
    case 'cfd':
      return of(generation, moneyOf(generation, strike - price));
    case 'premium':
      return of(generation, moneyOf(generation, Math.max(0, strike - price)));
    case 'swing': {
      const outside = outsideOf(demand, contract.agreed ?? 0);
      const extra = wholeOf((SWING_OUTSIDE - 1) * moneyOf(outside, strike));
      return of(demand, moneyOf(demand, strike) + extra, back(demand));
    }
  }
}

/** Quanta by which a demand leaves the band around what is agreed. */
function outsideOf(demand: number, agreed: number): number {
  const most = wholeOf(agreed * (1 + SWING_BAND));
  const least = wholeOf(agreed * (1 - SWING_BAND));
  return Math.max(0, demand - most, least - demand);
}

const units = (quanta: number): string => (quanta / 1000).toFixed(3);

/** The entry of a contract in a slot; undefined where nothing passes. */
export function contractTransaction(contract: Contract, slot: ContractSlot): Transaction | undefined {
  const { id, kind, seller, buyer, strike } = contract;
  const { quantity, gross, market } = contractAmount(contract, slot);
  const money = gross - market;
  if (money === 0) return undefined;
  const given = market === 0 ? '' : `, market price of ${(slot.price / 1e6).toFixed(6)} given back`;
  return {
    kind: 'contract',
    market: slot.market,
    slot_ms: slot.slot_ms,
    key: `contract ${id}`,
    revision: 0,
    lines: [
      { account: buyer, money: 0 - money, quanta: 0 },
      { account: seller, money, quanta: 0 },
    ],
    refs: { price: strike, text: `${kind} "${id}": ${units(quantity)} units by the contract${given}` },
  };
}
