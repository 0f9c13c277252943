import { layoutOf } from '../../control/layout.ts';
import type { Targets } from '../../control/targets.ts';
import { ConfigError } from '../../core/errors.ts';
import { type Kept, keptList, keptOf, keptTogether } from '../../core/kept.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import { type Agent, type AgentView, truthful } from '../../market/agent.ts';
import { MECHANISMS } from '../../market/laws.ts';
import { lossesAccount } from '../../market/ledger/accounts.ts';
import type { Order } from '../../market/order.ts';
import type { Compiled } from '../compile.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import { type Cleared, type CreditCheck, clearBook } from './book.ts';
import { boundsOf } from './bounds.ts';
import { makeCommand } from './command.ts';
import { deliver } from './deliver.ts';
import { makeExpect } from './expect.ts';
import type { FlexibilityKeeper } from './flexibility/keeper.ts';
import { type CarrierFlow, carrierFlows, carriersOf } from './lines.ts';
import { type Market, marketsOf } from './markets.ts';
import { type MarketMeter, meterOf } from './meter.ts';
import { outlookOf } from './outlook.ts';
import { makePeakRoom } from './peakRoom.ts';
import { makePriceMemory, type PriceMemory } from './priceMemory.ts';
import { makeProbe } from './probe.ts';
import { sharingPriceFaults } from './sharing.ts';
import { slotTeller } from './slotTeller.ts';
import { keptStanding, standingsOf } from './standing.ts';
import { type ClearedTogether, clearTogether, type OpenCoupled, openTogether } from './together.ts';
import { type Known, type StoreMemory, seatsOf, viewsOf } from './views.ts';

/** A slot of a market that has been cleared. */
export interface SlotCleared extends Cleared {
  readonly market: Market;
  /** Its place among the markets. */
  readonly m: number;
  readonly first: number;
  readonly slot_ms: number;
  /** When its trades were made: at its start, or at its end where they follow from meters. */
  readonly at_ms: number;
  /** What sales cost those who made them, by `party/order`. */
  readonly costs: ReadonlyMap<string, number>;
  readonly views: readonly AgentView[];
  /** What energy costs where it is not bought here, micro-money per thousand quanta. */
  readonly outside: number;
  /** What surplus is worth outside of the market. */
  readonly floor: number;
  /** Whether a party has an agent of its own, which may bid other than what things cost. */
  readonly isOwnAgent: (party: string) => boolean;
}

/** A slot of a market that has been delivered, and its meters as they stand at its end. */
export interface SlotMetered {
  readonly market: Market;
  readonly m: number;
  readonly first: number;
  readonly slot_ms: number;
  readonly end_ms: number;
  readonly meter: MarketMeter;
}

export interface TradingOptions {
  /** An agent of one's own, by party; bids cost and need where it gives none. */
  readonly agents?: (party: string) => Agent | undefined;
  /** Clears all markets together, where the scenario asks for it. */
  readonly together?: OpenCoupled;
  /** Orders that parties sent themselves, by arrival: in place of what their agents would ask for there. */
  readonly received?: (market: string, slot_ms: number) => readonly Order[];
  /** Why agents' orders are past their party's credit, if they are. */
  readonly credit?: CreditCheck | undefined;
  /** Programmes of flexibility: what their events schedule and limit. */
  readonly flexibility?: ((known: Known) => FlexibilityKeeper) | undefined;
  readonly onCleared?: (slot: SlotCleared) => void;
  readonly onMetered?: (slot: SlotMetered) => void;
}

/** The exchange of a site beside its run, for whoever takes the steps. */
export interface Trading {
  readonly markets: readonly Market[];
  /** By market. */
  readonly meters: readonly MarketMeter[];
  /** By market: what lines move there. */
  readonly flows: readonly (readonly CarrierFlow[])[];
  readonly prices: PriceMemory;
  /** Clears the slots that begin with step i; before it is taken. Whether there were any. */
  trade(this: void, i: number): boolean;
  /** Has the rules run machines as they were sold, but those that somebody else holds. */
  command(this: void, targets: Targets, isHeld?: (component: number) => boolean): void;
  /** Counts step i, once it was taken, and tells of the slots that end with it. */
  meter(this: void, i: number): void;
  readonly kept: Kept;
}

/** @throws ConfigError on a market that is no bus, or a slot that is no whole number of steps */
export function makeTrading(compiled: Compiled, spec: EnergyExchangeSpec, options: TradingOptions): Trading {
  const { run, cluster, rules } = compiled;
  const layout = layoutOf(run, rules);
  const markets = marketsOf(run, layout, spec, cluster.file);
  const outlook = outlookOf(run, spec.forecast);
  const probe = makeProbe(run, outlook.run);
  const { separate } = cluster.spec.factors;
  const bounds = boundsOf(run, markets, makeProbe(run, run), { ...separate, above: spec.aboveSeparate }, cluster.file);
  const faults = sharingPriceFaults(markets, bounds, cluster.file);
  if (faults.length > 0) throw new ConfigError(faults);
  const prices = makePriceMemory(run, markets, bounds, spec.priceMemory);
  const standings = standingsOf(run, layout);
  const marketOfBus = run.buses.map((_, b) => markets.findIndex(({ buses }) => buses.includes(b)));
  const carriers = spec.networkLimits ? carriersOf(run, marketOfBus, markets) : [];
  let now = 0;
  const known: Known = {
    run,
    markets,
    standings,
    probe,
    prices,
    worth: (bus, flow) => {
      const m = marketOfBus[bus]!;
      const { carrier, perUnit } = markets[m]!;
      if (carrier === 'oxygen' || carrier === 'water' || carrier === 'co2') return 0;
      return ((flow * perUnit) / 1000) * (flow > 0 ? prices.sale(m, now) : prices.expected(m, now));
    },
    beside: {
      om_money_per_kWh: rules.variableOm_money_per_kWh,
      carbonPrice_money_per_kg: rules.carbonPrice_money_per_kg,
      startSpread_h: rules.startSpread_h,
    },
    storedWorth: rules.storedWorth,
    lookAhead_h: spec.lookAhead_h,
    dt_h: hoursOf(run.grid),
    marketOfBus,
    seats: markets.map((market) => seatsOf(run, market, standings)),
    carriers,
    isTogether: options.together !== undefined,
    peaks: markets.map((market) => makePeakRoom(run, market, standings, probe)),
  };
  const together = openTogether(run, markets, carriers, spec.k, options.together);
  const stores: StoreMemory = new Map();
  const { dt_h } = known;
  const flexibility = options.flexibility?.(known);
  const closing = new Float64Array(layout.zones.length);
  const flows = markets.map(({ id }, m) => carrierFlows(carriers, m, lossesAccount(id)));
  const meters = markets.map((market, m) => meterOf(run, market, flows[m]));
  const orders = { sequence: 0 };

  const expect = makeExpect(run, probe);

  /** By market: what runs as it is traded there. */
  const led = markets.map(({ places }) =>
    places.flatMap(({ component, port }) => {
      const standing = standings[component]!;
      const lead = standing.leads.find((l) => l.port === port);
      const isRun = standing.part === 'machine' || standing.part === 'store' || standing.part === 'cars';
      return isRun && lead !== undefined ? [{ standing, lead, component }] : [];
    }),
  );
  const schedule = (m: number, scheduled: Cleared['scheduled'], i: number): void => {
    const market = markets[m]!;
    const perKW = market.slotSteps * dt_h * market.perUnit;
    for (const { standing, lead, component } of led[m]!) {
      const sold = scheduled.get(run.components[component]!.id) ?? 0;
      if (standing.until > i && standing.lead !== null && sold === 0) continue;
      if (sold === 0 && standing.until > i) continue;
      standing.lead = sold === 0 ? null : lead;
      standing.target_kW = sold / perKW;
      standing.until = i + market.slotSteps;
      expect(standing, i);
    }
  };

  const isOwnAgent = (party: string): boolean => options.agents?.(party) !== undefined;
  const agentOf = (party: string): Agent => options.agents?.(party) ?? truthful;
  const agentAt = (i: number): ((party: string) => Agent) =>
    flexibility?.isLimiting(i) !== true ? agentOf : (party) => flexibility.limited(i, party, agentOf(party));
  /** What parties sent themselves, as far as no event limits it. */
  const receivedAt = (m: number, i: number): readonly Order[] => {
    const orders = options.received?.(markets[m]!.id, timeAt(run.grid, i)) ?? [];
    return flexibility?.limitedOrders(m, i, orders) ?? orders;
  };
  const teller = slotTeller({ run, markets, meters, prices, isOwnAgent, onCleared: options.onCleared });
  const take = (m: number, i: number, views: readonly AgentView[], cleared: Cleared): void => {
    const market = markets[m]!;
    orders.sequence += cleared.orders.length;
    schedule(m, cleared.scheduled, i);
    if (cleared.price !== undefined) prices.learn(m, i, cleared.price / 1e6);
    const retail = market.retailer?.account;
    let bought = 0;
    for (const { seller, buyer, quantity } of cleared.clearing.trades) {
      if (seller === retail) bought += quantity;
      if (buyer === retail) bought -= quantity;
    }
    if (market.isHub) closing[market.zone.id] = bought / (market.slotSteps * dt_h * market.perUnit);
    teller.cleared(m, i, views, cleared);
  };

  /** Has parties that sent orders themselves run what is left to them so that they keep what they traded. */
  const deliverOwn = (m: number, i: number, { positions }: ClearedTogether): void => {
    if (positions.size === 0) return;
    const scheduled = new Map<string, number>();
    for (const view of viewsOf({ ...known, isTogether: false }, m, i, stores)) {
      const position = positions.get(view.party);
      if (position === undefined) continue;
      for (const [component, quanta] of deliver(view, position)) scheduled.set(component, quanta);
    }
    schedule(m, scheduled, i);
  };

  const command = makeCommand(standings, closing);

  const trade = (i: number): boolean => {
    now = i;
    // A slot that the run does not hold whole is not traded: nothing could settle it.
    const due = markets.map(({ slotSteps }) => i % slotSteps === 0 && i + slotSteps <= run.grid.length);
    if (!due.includes(true)) return false;
    outlook.look(i, Math.min(run.grid.length - i, Math.max(...markets.map((m) => m.slotSteps))));
    flexibility?.begin(i);
    for (const standing of standings) expect(standing, i);
    if (together === undefined)
      for (let m = 0; m < markets.length; m++) {
        if (!due[m]) continue;
        const views = viewsOf(known, m, i, stores);
        const market = markets[m]!;
        const given = receivedAt(m, i);
        take(
          m,
          i,
          views,
          clearBook(
            market,
            views,
            agentAt(i),
            MECHANISMS[market.mechanism].clear,
            orders.sequence,
            given,
            market.sharing === undefined ? options.credit : undefined,
            run.seed,
          ),
        );
      }
    else {
      const views = markets.map((_, m) => viewsOf(known, m, i, stores));
      const all = clearTogether(known, i, views, agentAt(i), together, orders.sequence, {
        received: (market) =>
          receivedAt(
            markets.findIndex(({ id }) => id === market),
            i,
          ),
        credit: options.credit ?? (() => undefined),
      });
      for (let m = 0; m < markets.length; m++) take(m, i, views[m]!, all[m]!);
      for (let m = 0; m < markets.length; m++) deliverOwn(m, i, all[m]!);
    }
    return true;
  };

  const meter = (i: number): void => {
    markets.forEach((market, m) => {
      const meter = meters[m]!;
      meter.add(dt_h);
      known.peaks[m]!.note(i);
      if ((i + 1) % market.slotSteps !== 0) return;
      const first = i + 1 - market.slotSteps;
      if (meter.spiltShare() > spec.spiltShare) prices.learn(m, first, prices.bounds(m, i).floor);
      teller.delivered(m, first);
      options.onMetered?.({
        market,
        m,
        first,
        slot_ms: timeAt(run.grid, first),
        end_ms: timeAt(run.grid, i + 1),
        meter,
      });
    });
  };

  const kept = keptTogether({
    trading: keptOf(orders, { stores, closing }),
    teller: teller.kept,
    standings: keptList(standings.map(keptStanding)),
    meters: keptList(meters.map((meter) => meter.kept)),
    peaks: keptList(known.peaks.map((peak) => peak.kept)),
    prices: prices.kept,
    probe: probe.kept,
    ...(flexibility === undefined ? {} : { flexibility: flexibility.kept }),
  });
  return { markets, meters, flows, prices, trade, command, meter, kept };
}
