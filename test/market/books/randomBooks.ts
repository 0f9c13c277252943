import fc from 'fast-check';
import { settle } from '../../../src/market/books/settlement.ts';
import type { MissingPolicy } from '../../../src/market/ledger/metering.ts';
import type { Reading } from '../../../src/market/ledger/register.ts';
import {
  type Desk,
  deskOf,
  exchangeRecord,
  GATE_S,
  marketOf,
  orderOf,
  PARTIES,
  Q,
  RETAIL,
  read,
  readingOf,
  START_MS,
  tradeOf,
} from './bench.ts';

const METERED = [...PARTIES, 'utility:grid', 'losses:power'] as const;

/** What one party does in one slot. */
export interface PartySlot {
  readonly order: number;
  /** What it injects, or takes where below 0. */
  readonly net: number;
  /** What its first reading is off. */
  readonly wrong: number;
  /** Whether its first reading is missing. */
  readonly isMissing: boolean;
}
export interface RandomSlot {
  readonly parties: readonly PartySlot[];
  readonly lost: number;
  readonly price: number;
}

const partySlot = fc.record({
  order: fc.integer({ min: -5000, max: 5000 }),
  net: fc.integer({ min: -6000, max: 6000 }),
  wrong: fc.integer({ min: 0, max: 300 }),
  isMissing: fc.boolean(),
});
export const randomSlots = fc.array(
  fc.record({
    parties: fc.array(partySlot, { minLength: PARTIES.length, maxLength: PARTIES.length }),
    lost: fc.integer({ min: 0, max: 200 }),
    price: fc.integer({ min: 60_000, max: 190_000 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Sells to buyers as they come. */
function tradesOf(slot: RandomSlot, slot_ms: number): Parameters<Desk['take']>[0][] {
  const orders = slot.parties.flatMap(({ order }, k) =>
    order === 0
      ? []
      : [orderOf(PARTIES[k]!, order > 0 ? 'sell' : 'buy', Math.abs(order), order > 0 ? 60_000 : 190_000, slot_ms)],
  );
  const left = new Map(orders.map((order) => [order, order.quantity]));
  const trades = [];
  for (const sale of orders.filter(({ side }) => side === 'sell'))
    for (const purchase of orders.filter(({ side }) => side === 'buy')) {
      const quantity = Math.min(left.get(sale)!, left.get(purchase)!);
      if (quantity === 0) continue;
      left.set(sale, left.get(sale)! - quantity);
      left.set(purchase, left.get(purchase)! - quantity);
      trades.push(tradeOf(sale, purchase, quantity, slot.price));
    }
  const at_ms = slot_ms - GATE_S * 1000;
  const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  return [
    { kind: 'orders', at_ms, taken: orders, refused: [] },
    { kind: 'clearing', at_ms, market: 'power', slot_ms, volume, welfare: 0, trades },
  ];
}

/** True registers at the end of every slot, by account. */
function registersOf(slots: readonly RandomSlot[]): Map<string, { injected: number; taken: number }[]> {
  return new Map(
    METERED.map((account, k) => {
      let [injected, taken] = [0, 0];
      const states = slots.map(({ parties, lost }) => {
        const others = parties.reduce((sum, { net }) => sum + net, 0);
        const net = account === 'losses:power' ? -lost : account === 'utility:grid' ? lost - others : parties[k]!.net;
        injected += Math.max(0, net);
        taken += Math.max(0, -net);
        return { injected, taken };
      });
      return [account, states];
    }),
  );
}

export const billOf = (slot: RandomSlot): number => {
  const grid = slot.lost - slot.parties.reduce((sum, { net }) => sum + net, 0);
  return Math.round((grid * (grid > 0 ? RETAIL.buy : RETAIL.sell)) / 1000);
};

/** Readings as they first come (some wrong, some missing), and those that put them right. */
export interface Readings {
  readonly first: readonly (readonly Reading[])[];
  readonly corrections: readonly Reading[];
}
export function readingsOf(slots: readonly RandomSlot[]): Readings {
  const states = registersOf(slots);
  const first: Reading[][] = slots.map(() => []);
  const corrections: Reading[] = [];
  for (const [account, list] of states)
    for (const [k, { injected, taken }] of list.entries()) {
      const at_ms = START_MS + (k + 1) * Q;
      const party = slots[k]!.parties[(PARTIES as readonly string[]).indexOf(account)];
      const isLast = k === list.length - 1;
      const right = readingOf(account, at_ms, injected, taken, 2);
      // Wrong by no more than the register moved, so that readings may be put right one by one.
      const off = Math.min(party?.wrong ?? 0, taken - (list[k - 1]?.taken ?? 0));
      if (party?.isMissing === true && !isLast) corrections.push(right);
      else {
        first[k]!.push(readingOf(account, at_ms, injected, taken - off, 1));
        if (off > 0) corrections.push(right);
      }
    }
  return { first, corrections };
}

export function settleIt(desk: Desk, at_ms: number, k: number, slot: RandomSlot): void {
  desk.keep(
    settle(desk.books, {
      at_ms,
      market: 'power',
      slot_ms: START_MS + k * Q,
      retail: RETAIL,
      utilities: [{ account: 'utility:grid', bill: billOf(slot) }],
    }),
  );
}

/** Settles anew whatever waits, until nothing does. */
export function settleStale(desk: Desk, at_ms: number, slots: readonly RandomSlot[]): void {
  for (let key = [...desk.books.stale][0]; key !== undefined; key = [...desk.books.stale][0]) {
    const k = (Number(key.slice(key.lastIndexOf('/') + 1)) - START_MS) / Q;
    settleIt(desk, at_ms, k, slots[k]!);
  }
}

/** Runs all slots as they come, with the first readings. */
export function runSlots(
  slots: readonly RandomSlot[],
  { first }: Pick<Readings, 'first'>,
  missing: MissingPolicy = 'asTraded',
): Desk {
  const desk = deskOf(exchangeRecord({ markets: [marketOf('power', { missing })] }));
  read(
    desk,
    START_MS - 86_400_000,
    METERED.map((account) => readingOf(account, START_MS, 0, 0)),
  );
  const events: { readonly at_ms: number; readonly run: () => void }[] = [];
  for (const [k, slot] of slots.entries()) {
    const slot_ms = START_MS + k * Q;
    for (const record of tradesOf(slot, slot_ms)) events.push({ at_ms: record.at_ms, run: () => desk.take(record) });
    const run = (): void => {
      read(desk, slot_ms + Q, first[k]!);
      settleStale(desk, slot_ms + Q, slots);
      settleIt(desk, slot_ms + Q, k, slot);
    };
    events.push({ at_ms: slot_ms + Q, run });
  }
  for (const { run } of events.sort((x, y) => x.at_ms - y.at_ms)) run();
  return desk;
}
