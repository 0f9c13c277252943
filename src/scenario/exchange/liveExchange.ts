import type { Targets } from '../../control/targets.ts';
import { type Kept, keptOf, keptTogether } from '../../core/kept.ts';
import { frameColumns, SHOWN_ROWS } from '../../core/table.ts';
import { endOf, timeAt } from '../../core/timeGrid.ts';
import { accumulate } from '../../core/totals.ts';
import { Desk, type Gate } from '../../market/admit.ts';
import { type Books, BooksError } from '../../market/books/books.ts';
import { creditReason } from '../../market/books/credit.ts';
import { type Sides, sidesOf } from '../../market/depth.ts';
import type { Refusal } from '../../market/journal/record.ts';
import { LedgerError } from '../../market/ledger/transaction.ts';
import type { Order, Rejection } from '../../market/order.ts';
import type { Trade } from '../../market/trade.ts';
import type { Compiled } from '../compile.ts';
import type { NoCorrection } from './correction.ts';
import { type ExchangeOutside, exchangeParts } from './exchange.ts';
import type { FlexibilityKeeper } from './flexibility/keeper.ts';
import type { FlexibilitySent } from './flexibility/message.ts';
import { takeFlexibility } from './flexibility/sent.ts';
import type { Market } from './markets.ts';
import type { ReadingsSent } from './readingsMessage.ts';
import { makeTrading } from './trading.ts';

/** A slot opens to orders so long before it starts. ASSUMED: a day, as day-ahead markets do. */
const OPENS_ms = 24 * 3_600_000;

/** What a party sends: an order, or a wish to take one back. Not checked yet. */
export type Sent = { readonly order: unknown } | { readonly cancel: unknown };

/** A slot that has been cleared: public but for whose trades they are. */
export interface SlotDone {
  readonly market: string;
  readonly slot_ms: number;
  readonly price?: number;
  readonly volume: number;
  readonly trades: readonly Trade[];
  /** All that was asked for and offered when it closed, by parties and by agents. */
  readonly sides: Sides;
  /** Orders that parties sent themselves, and what of each was filled. */
  readonly filled: readonly { readonly order: Order; readonly quanta: number }[];
}

export interface LiveExchangeOutside extends ExchangeOutside {
  readonly onSlot?: (slot: SlotDone) => void;
}

/** The exchange of a run whose steps somebody else takes, with orders that parties send. What it is told, and when, makes it. */
export interface LiveExchange {
  readonly books: Books;
  readonly markets: readonly Market[];
  readonly desk: Pick<Desk, 'find' | 'openOf' | 'openAt' | 'repeated'>;
  readonly gates: ReadonlyMap<string, Gate>;
  /** What `take` would make of it before step i; nothing is kept of it. */
  judge(sent: Sent, by: string, i: number): Order | Rejection;
  /** Takes in what a party sent before step i. @returns the order that is open now, or is not any more */
  take(sent: Sent, by: string, i: number): Order | Rejection;
  /** Takes in an event that is called, or what a party offers for one, before step i; with `isTrial` it is only judged. */
  takeFlexibility(sent: FlexibilitySent, by: string, i: number, isTrial?: boolean): Rejection | undefined;
  /** Takes in corrected readings of meters before step i; with `isTrial` they are only judged. */
  correct(sent: ReadingsSent, i: number, isTrial?: boolean): NoCorrection | undefined;
  readonly flexibility: FlexibilityKeeper | undefined;
  /** Keeps in the journal what was not taken before step i. */
  refuse(refused: readonly Refusal[], i: number): void;
  /** Sets the targets of the next step. */
  follow(targets: Targets, isOn: boolean, isHeld: (component: number) => boolean): void;
  /** Counts step i, which was just taken, settles what ended with it, and clears what begins. */
  after(i: number): void;
  /** All that it remembers between steps: restored into one that was just started, it goes on to the bit. */
  readonly kept: Kept;
}

/**
 * Sets the exchange of a compiled cluster going beside its run, which stands at its beginning: clears the first slots.
 * @throws ConfigError where the scenario has none, or nobody could trade
 */
export function startLiveExchange(compiled: Compiled, outside: LiveExchangeOutside = {}): LiveExchange {
  const { run } = compiled;
  const { grid } = run;
  const parts = exchangeParts(compiled, outside);
  const trading = makeTrading(compiled, parts.spec, {
    ...parts.options,
    received: (market, slot_ms) => desk.close(market, slot_ms),
    onCleared(slot) {
      kept.cleared(slot);
      if (!slot.market.isTraded) return;
      const { market, slot_ms, orders, received, clearing, price } = slot;
      outside.onSlot?.({
        market: market.id,
        slot_ms,
        ...(clearing.volume > 0 && price !== undefined ? { price } : {}),
        volume: clearing.volume,
        trades: clearing.trades,
        sides: sidesOf(orders),
        filled: orders.slice(0, received).map((order, k) => ({ order, quanta: clearing.filled[k]! })),
      });
    },
    onMetered: (slot) => kept.metered(slot),
  });
  const kept = parts.open(trading);
  const { keeper } = kept;
  const { markets } = trading;
  const gates = new Map(
    markets
      .filter(({ isTraded, sharing }) => isTraded && sharing === undefined)
      .map(({ id, quantum, slotSteps }): [string, Gate] => {
        const length_ms = 1000 * slotSteps * grid.step_s;
        const slots = Math.floor(grid.length / slotSteps);
        return [
          id,
          {
            unit: quantum,
            first_ms: grid.start_ms,
            end_ms: slots === 0 ? grid.start_ms : Math.min(endOf(grid), grid.start_ms + slots * length_ms),
            length_ms,
            opens_ms: OPENS_ms,
            closes_ms: 60_000 * parts.spec.gate_min,
          },
        ];
      }),
  );
  const desk = new Desk({
    gates,
    parties: new Set(Object.keys(compiled.cluster.spec.participants)),
    credit: (order) => creditReason(keeper.books, order),
  });
  const partiesOf = new Map(markets.map(({ id, parties }) => [id, parties]));
  /** A party without a meter on a market could not be settled there. */
  const stranger = (made: Order | Rejection): Order | Rejection =>
    'code' in made || partiesOf.get(made.market)?.includes(made.party) === true
      ? made
      : {
          party: made.party,
          order: made.id,
          code: 'unknownParty',
          reason: `"${made.party}" has nothing on market "${made.market}"; there are ${partiesOf.get(made.market)?.join(', ')}`,
        };
  const judge: LiveExchange['judge'] = (sent, by, i) => {
    const now_ms = timeAt(grid, i);
    if ('cancel' in sent) return desk.judgeCancel(sent.cancel, by, now_ms);
    return stranger(desk.judge(sent.order, by, now_ms));
  };

  const sums = accumulate(run);
  const rows = frameColumns(run.frame.length, SHOWN_ROWS, sums);
  trading.trade(0);
  return {
    kept: keptTogether({
      trading: trading.kept,
      keeping: kept.kept,
      desk: desk.kept,
      sums: sums.kept,
      rows: rows.kept,
      // What a step leaves behind and the next one reads: flows of the components, and what networks reported.
      run: keptOf({ frame: run.frame, inputs: run.inputs }),
    }),
    books: keeper.books,
    markets,
    desk,
    gates,
    judge,
    take(sent, by, i) {
      const judged = judge(sent, by, i);
      if ('code' in judged) return judged;
      const now_ms = timeAt(grid, i);
      if ('cancel' in sent) {
        keeper.cancelled(judged, now_ms);
        return desk.cancel(sent.cancel, by, now_ms);
      }
      const order = desk.admit(sent.order, by, now_ms);
      if ('code' in order) return order;
      try {
        keeper.received(order, now_ms);
        return order;
      } catch (error) {
        if (!(error instanceof BooksError || error instanceof LedgerError || error instanceof RangeError)) throw error;
        desk.cancel({ cancel: order.id }, by, now_ms);
        return { party: by, order: order.id, code: 'malformed', reason: error.message };
      }
    },
    flexibility: kept.flexibility,
    takeFlexibility: (sent, by, i, isTrial = false) => takeFlexibility(kept.flexibility, grid, sent, by, i, isTrial),
    correct: ({ readings }, i, isTrial = false) => keeper.corrected(readings, timeAt(grid, i), isTrial),
    refuse: (refused, i) => keeper.refused(refused, timeAt(grid, i)),
    follow(targets, isOn, isHeld) {
      if (isOn) {
        trading.command(targets, isHeld);
        return;
      }
      run.components.forEach((_, component) => {
        if (!isHeld(component)) targets.release(component);
      });
      targets.follow(null);
    },
    after(i) {
      rows.push(run.frame);
      trading.meter(i);
      kept.step(i, () => {
        rows.flush();
        return sums.totals();
      });
      if (i + 1 < grid.length) trading.trade(i + 1);
    },
  };
}
