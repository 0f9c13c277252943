import type { Totals } from '../../core/component.ts';
import { ConfigError } from '../../core/errors.ts';
import { type Kept, keptOf, keptTogether } from '../../core/kept.ts';
import { timeAt } from '../../core/timeGrid.ts';
import type { Agent } from '../../market/agent.ts';
import type { Books } from '../../market/books/books.ts';
import { coupledNow } from '../../market/coupled/clear.ts';
import type { SessionNow } from '../../market/coupled/solving.ts';
import type { JournalRecord } from '../../market/journal/record.ts';
import { priceOf } from '../../market/quanta.ts';
import type { Compiled } from '../compile.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import type { Simulation, SimulationOptions } from '../simulation.ts';
import type { ConnectionBill } from './aloneCharge.ts';
import { type Bookkeeper, keepBooks } from './bookkeeper.ts';
import { ceilTo, connectionBills } from './connectionBills.ts';
import { keepContracts } from './contracts.ts';
import { type Cycle, startCycle } from './cycle.ts';
import { exchangeRecord } from './exchangeRecord.ts';
import { type FlexibilityKeeper, keepFlexibility } from './flexibility/keeper.ts';
import { keepRights, type Rights, type RightsOutcome } from './rights.ts';
import { type MarketTally, tallyExchange } from './tally.ts';
import type { SlotCleared, SlotMetered, Trading, TradingOptions } from './trading.ts';

/** What somebody outside adds to the exchange of a run. */
export interface ExchangeOutside {
  /** Takes what is to be journaled, in order. */
  readonly onRecord?: (record: JournalRecord) => void;
  /** An agent of one's own, by party; bids cost and need where it gives none. */
  readonly agents?: (party: string) => Agent | undefined;
  /** Two models of a solver, for a scenario whose markets clear together. */
  readonly models?: { readonly linear: SessionNow; readonly whole: SessionNow };
}

/** What became of an exchange. */
export interface ExchangeOutcome {
  readonly markets: readonly MarketTally[];
  readonly books: Books;
  /** By connection and month: what it cost beside energy. */
  readonly bills: readonly ConnectionBill[];
  readonly moneyBy: Bookkeeper['moneyBy'];
  readonly alone: Bookkeeper['alone'];
  readonly demandShares: Bookkeeper['demandShares'];
  readonly deviationWorth: Bookkeeper['deviationWorth'];
  /** Where energy came from, and its carbon. */
  readonly rights: RightsOutcome;
  /** Programmes and their events, where there are any. */
  readonly flexibility?: FlexibilityKeeper;
}

export interface ExchangeRun {
  readonly simulation: Simulation;
  /** Takes up to `count` steps. @returns steps done so far */
  advance(count: number): number;
  /** What has come of it so far; whole once the run has ended. */
  outcome(): ExchangeOutcome;
}

/** What an exchange keeps beside its trading: books, certificates, and what connections cost. */
export interface ExchangeKeeping {
  readonly keeper: Bookkeeper;
  readonly rights: Rights;
  readonly bills: ConnectionBill[];
  readonly flexibility: FlexibilityKeeper | undefined;
  cleared(slot: SlotCleared): void;
  metered(slot: SlotMetered): void;
  /** Takes the step i, once it was metered. @param totals asked for at the end of a month */
  step(i: number, totals: () => readonly Totals[]): void;
  readonly kept: Kept;
}

/** An exchange that is about to begin. */
export interface ExchangeParts {
  readonly spec: EnergyExchangeSpec;
  readonly options: Pick<TradingOptions, 'agents' | 'together' | 'credit' | 'flexibility'>;
  /** Opens its books, once its markets are known. */
  open(trading: Pick<Trading, 'markets' | 'meters' | 'flows' | 'prices'>): ExchangeKeeping;
}

/** The exchange that a scenario asks for. @throws ConfigError where there is none, or nobody could trade */
export function exchangeSpecOf({ cluster }: Compiled): EnergyExchangeSpec {
  const { exchange, participants, control } = cluster.spec;
  const refuse = (path: string, message: string): never => {
    throw new ConfigError([{ file: cluster.file, path, message }]);
  };
  if (exchange === undefined)
    return refuse('exchange', 'missing; give the section, which may be empty ({}), so that participants trade');
  if (Object.keys(participants).length < 2)
    refuse(
      'participants',
      `met ${Object.keys(participants).length}; expected two or more, who own components and trade`,
    );
  if (control.planner !== undefined)
    refuse(
      'control.planner',
      `met ${control.planner} beside exchange: both say what machines do; take one of the two away`,
    );
  return exchange;
}

/** @throws ConfigError where the scenario has no exchange, or nobody could trade */
export function exchangeParts(
  compiled: Compiled,
  { onRecord = () => undefined, agents, models }: ExchangeOutside,
): ExchangeParts {
  const { cluster, run } = compiled;
  const exchange = exchangeSpecOf(compiled);
  if (exchange.clearing === 'together' && models === undefined)
    throw new ConfigError([
      {
        file: cluster.file,
        path: 'exchange.clearing',
        message: 'together needs a solver; hand in `models`, or say bookByBook',
      },
    ]);
  let opened: Bookkeeper | undefined;
  let flexibility: FlexibilityKeeper | undefined;
  return {
    spec: exchange,
    options: {
      ...(exchange.creditLimit_money === undefined ? {} : { credit: (...orders) => opened?.credit(...orders) }),
      ...(agents === undefined ? {} : { agents }),
      ...(exchange.clearing === 'together' && models !== undefined
        ? { together: (ids, rules) => coupledNow(models.linear, models.whole, ids, rules) }
        : {}),
      ...(exchange.flexibility.length === 0
        ? {}
        : {
            flexibility: (known) => {
              flexibility = keepFlexibility(compiled, exchange.flexibility, known, (record) => opened!.put(record));
              return flexibility;
            },
          }),
    },
    open({ markets, meters, flows, prices }) {
      const contracts = keepContracts(compiled, exchange.contracts, markets);
      const rights = keepRights(compiled, markets, flows, {
        onRecord: (record) => keeper.put(record),
        onSlot(slot) {
          const { slotSteps } = markets[slot.m]!;
          const transactions = contracts.settle(slot, slot.last + 1 - slotSteps);
          if (transactions.length > 0)
            keeper.put({ kind: 'posting', at_ms: timeAt(run.grid, slot.last + 1), transactions });
        },
      });
      const first = exchangeRecord(compiled, exchange, markets, meters, (m) => {
        const { highest, lowest } = prices.extremes(m);
        return { highest: priceOf(highest), lowest: Math.min(0, priceOf(lowest)) };
      });
      const keeper = keepBooks(first, prices, exchange, run.seed, onRecord);
      opened = keeper;
      const bills: ConnectionBill[] = [];
      /** By month: the step before which all its slots are settled. */
      const longest = Math.max(...markets.map(({ slotSteps }) => slotSteps));
      const { length } = run.grid;
      const ends = run.months.map((_, n) => Math.min(length, ceilTo(run.monthOf.lastIndexOf(n) + 1, longest)));
      const closed = { months: 0 };
      return {
        kept: keptTogether({
          keeper: keeper.kept,
          rights: rights.kept,
          contracts: contracts.kept,
          closed: keptOf(closed, { bills }),
        }),
        keeper,
        rights,
        bills,
        flexibility,
        cleared(slot) {
          keeper.cleared(slot);
          flexibility?.cleared(slot.m, slot.price ?? slot.outside);
          rights.cleared(slot.m, slot.clearing.trades);
          contracts.cleared(slot.m, slot.clearing.trades, slot.price ?? slot.outside);
        },
        metered(slot) {
          keeper.metered(slot);
          flexibility?.metered(slot, keeper.books);
        },
        step(i, totals) {
          rights.step(i);
          if (i + 1 < (ends[closed.months] ?? Number.POSITIVE_INFINITY)) return;
          const made = connectionBills(compiled, markets, totals(), closed.months++);
          bills.push(...made);
          keeper.closeMonth(made);
        },
      };
    },
  };
}

/** Sets a site going under its exchange. @throws ConfigError where the scenario has none, or nobody could trade */
export function startExchange(
  compiled: Compiled,
  outside: ExchangeOutside = {},
  options: SimulationOptions = {},
): ExchangeRun {
  const parts = exchangeParts(compiled, outside);
  const cycle: Cycle = startCycle(compiled, parts.spec, {
    ...options,
    ...parts.options,
    onCleared(slot) {
      tally.add(slot);
      kept.cleared(slot);
    },
    onMetered: (slot) => kept.metered(slot),
    onStep: (i) => kept.step(i, () => cycle.simulation.totals()),
  });
  const { markets } = cycle;
  const tally = tallyExchange(markets);
  const kept = parts.open(cycle);
  return {
    simulation: cycle.simulation,
    advance: (count) => cycle.advance(count),
    outcome() {
      const { keeper, rights, bills, flexibility } = kept;
      const { books, moneyBy, alone, demandShares, deviationWorth } = keeper;
      return {
        markets: tally.markets,
        books,
        bills,
        moneyBy,
        alone,
        demandShares,
        deviationWorth,
        rights: rights.outcome(),
        ...(flexibility === undefined ? {} : { flexibility }),
      };
    },
  };
}
