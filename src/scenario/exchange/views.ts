import type { Lead } from '../../control/parts.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import type { AgentView, Fixed, MachineOffer, StoreOffer } from '../../market/agent.ts';
import { priceOf, wholeOf } from '../../market/quanta.ts';
import { waterValue } from '../../market/waterValue.ts';
import type { Carrier } from './lines.ts';
import { type Beside, machineBlocks, type Worth } from './machine.ts';
import type { Market } from './markets.ts';
import type { PeakRoom } from './peakRoom.ts';
import type { PriceMemory } from './priceMemory.ts';
import type { Probe } from './probe.ts';
import type { Standing } from './standing.ts';

/** What the views of a market and slot are made from. */
export interface Known {
  readonly run: Run;
  readonly markets: readonly Market[];
  readonly standings: readonly Standing[];
  readonly probe: Probe;
  readonly prices: PriceMemory;
  readonly worth: Worth;
  readonly beside: Beside;
  readonly storedWorth: number;
  /** Hours that a store looks ahead. */
  readonly lookAhead_h: number;
  readonly dt_h: number;
  /** By bus: its market. */
  readonly marketOfBus: readonly number[];
  /** What joins markets by lines. */
  readonly carriers: readonly Carrier[];
  /** Machines are offered to all markets at once, and not to each. */
  readonly isTogether: boolean;
  /** By market. */
  readonly seats: readonly Seats[];
  /** By market: how much its stores may take. */
  readonly peaks: readonly PeakRoom[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };
type View = Mutable<AgentView>;

/** A store's water value is found once an hour; its content moves between. */
const EPS_kW = 1e-6;

/** A component at a market as its owner trades with it there. */
export interface Seat {
  readonly standing: Standing;
  readonly id: string;
  readonly port: number;
  /** Lead by which it trades there, if it can. */
  readonly lead: Lead | undefined;
  /** What its kind is called as a source of energy. */
  readonly sources: readonly string[];
  /** Whether what it gives anyway names that source. */
  readonly isSource: boolean;
  /** Place of its owner among those who trade there. */
  readonly who: number;
}

/** Who trades at a market, and with what: found once for all slots. */
export interface Seats {
  readonly parties: readonly string[];
  readonly seats: readonly Seat[];
}

export function seatsOf(run: Run, { places }: Market, standings: readonly Standing[]): Seats {
  const parties: string[] = [];
  const seats: Seat[] = [];
  for (const { component, port } of places) {
    const standing = standings[component]!;
    if (standing.part === 'closer' || standing.owner === '') continue;
    const { id, kind } = run.components[component]!;
    if (!parties.includes(standing.owner)) parties.push(standing.owner);
    seats.push({
      standing,
      id,
      port,
      lead: standing.leads.find((l) => l.port === port),
      sources: [kind.kind],
      isSource: kind.role === 'fixed' || kind.role === 'source',
      who: parties.indexOf(standing.owner),
    });
  }
  return { parties, seats };
}

/** What each party may know of one market for the slot that begins with step i. */
export function viewsOf(known: Known, m: number, i: number, slots: StoreMemory): AgentView[] {
  const { run, markets, prices } = known;
  const market = markets[m]!;
  const dt_h = hoursOf(run.grid);
  const slot_h = market.slotSteps * dt_h;
  const bounds = prices.bounds(m, i);
  const { parties, seats } = known.seats[m]!;
  const slot_ms = timeAt(run.grid, i);
  const ceiling = priceOf(bounds.ceiling);
  const floor = priceOf(bounds.floor);
  // What nobody wants can be let go for nothing (or for what surplus has to pay): no machine pays more for being rid of it.
  const leastBid = Math.min(0, floor);
  const expected = priceOf(prices.expected(m, i));
  const views = parties.map(
    (party): View => ({
      party,
      market: market.id,
      slot_ms,
      slot_h,
      ceiling,
      floor,
      expected,
      needs: [],
      surpluses: [],
      machines: [],
      stores: [],
    }),
  );
  const quantaOf = (kW: number): number => wholeOf(kW * slot_h * market.perUnit);
  const fixed = (view: View, { id: component, isSource, sources }: Seat, kW: number): void => {
    const quantity = quantaOf(Math.abs(kW));
    if (quantity === 0) return;
    if (kW < 0) view.needs.push({ component, quantity, worth: ceiling });
    else if (isSource) view.surpluses.push({ component, quantity, worth: floor, sources });
    else view.surpluses.push({ component, quantity, worth: floor });
  };

  for (const seat of seats) {
    const { standing, port, lead, id, sources } = seat;
    const view = views[seat.who]!;
    const isScheduled = standing.until > i && standing.lead !== null;
    if (
      lead === undefined ||
      standing.part === 'given' ||
      standing.part === 'follows' ||
      (isScheduled && standing.lead === lead)
    ) {
      fixed(view, seat, standing.flow[port]!);
      continue;
    }
    if (isScheduled) fixed(view, seat, standing.flow[port]!);
    if (standing.part === 'machine') {
      if (known.isTogether) continue;
      const already_kW = isScheduled ? Math.max(0, standing.flow[port]!) : 0;
      const blocks: MachineOffer['blocks'][number][] = [];
      for (const block of machineBlocks(run, known.probe, lead, i, known.worth, known.beside)) {
        const { from_kW, to_kW, cost_money_per_kWh } = block;
        const quantity = quantaOf(to_kW) - quantaOf(Math.max(from_kW, already_kW));
        if (quantity <= 0) continue;
        const cost = Number.isFinite(cost_money_per_kWh)
          ? Math.max(leastBid, priceOf((cost_money_per_kWh * 1000) / market.perUnit))
          : floor;
        blocks.push({ quantity, cost });
      }
      if (blocks.length > 0) view.machines.push({ component: id, blocks, sources });
      continue;
    }
    if (isScheduled) continue;
    if (standing.part === 'cars') view.needs.push(...cars(known, standing, m, i, view, quantaOf));
    else {
      const offer = storeOffer(known, standing, m, i, slots, quantaOf);
      if (offer !== undefined) view.stores.push(offer);
    }
  }
  return views;
}

/** Water values as they were last found, by component. */
export type StoreMemory = Map<
  number,
  {
    readonly until: number;
    readonly give: number;
    readonly take: number;
    readonly content_kWh: number;
    readonly room_kWh: number;
  }
>;

/** What a store could do in the slot, at its water values. */
function storeOffer(
  { run, probe, prices, storedWorth, lookAhead_h, markets, peaks, seats }: Known,
  { component, unit, leads }: Standing,
  m: number,
  i: number,
  memory: StoreMemory,
  quantaOf: (kW: number) => number,
): StoreOffer | undefined {
  const lead = leads[0]!;
  const { lowest, highest } = probe.reach(component, lead.index, i);
  if (highest <= EPS_kW && lowest >= -EPS_kW) return undefined;
  const perHour = Math.max(1, Math.round(1 / hoursOf(run.grid)));
  let found = memory.get(component);
  if (found === undefined || found.until <= i) {
    const stored = probe.content(unit!, lead.index, i);
    const perKWh = markets[m]!.perUnit / 1000;
    const ahead = new Float64Array(lookAhead_h);
    for (let h = 0; h < lookAhead_h; h++) ahead[h] = perKWh * prices.expected(m, i + h * perHour);
    found = { until: i + perHour, ...waterValue(stored, ahead, storedWorth), ...stored };
    memory.set(component, found);
  }
  const slot_h = markets[m]!.slotSteps * hoursOf(run.grid);
  const perMoney = 1000 / markets[m]!.perUnit;
  // Each store has a share of the room by its power.
  const shareOf = (take_kW: number): number => {
    const room_kW = peaks[m]!.room_kW(i);
    if (room_kW === Number.POSITIVE_INFINITY) return room_kW;
    let all = 0;
    for (const { standing, lead: own } of seats[m]!.seats)
      if (standing.part === 'store' && own !== undefined)
        all += Math.max(0, -probe.reach(standing.component, own.index, i).lowest);
    return all > 0 ? (room_kW * take_kW) / all : 0;
  };
  const limit = (money: number): number =>
    Number.isFinite(money) ? priceOf(money * perMoney) : money > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  const gives = quantaOf(Math.min(Math.max(0, highest), found.content_kWh / slot_h));
  const take_kW = Math.max(0, -lowest);
  const takes = quantaOf(Math.min(take_kW, found.room_kWh / slot_h, shareOf(take_kW)));
  return {
    component: run.components[component]!.id,
    gives: Number.isFinite(found.give) ? gives : 0,
    givesAt: limit(found.give),
    takes: Number.isFinite(found.take) ? takes : 0,
    takesAt: limit(found.take),
  };
}

/** What cars must take now at any price, and what they would take if it is no dearer than half of the hours ahead. */
function cars(
  { run, probe, prices, lookAhead_h }: Known,
  { component, leads }: Standing,
  m: number,
  i: number,
  view: View,
  quantaOf: (kW: number) => number,
): Fixed[] {
  const { lowest, highest } = probe.reach(component, leads[0]!.index, i);
  const must_kW = Math.max(0, -highest);
  const { id } = run.components[component]!;
  const must = quantaOf(must_kW);
  const may = quantaOf(Math.max(0, -lowest)) - must;
  const perHour = Math.max(1, Math.round(1 / hoursOf(run.grid)));
  const ahead = Array.from({ length: Math.ceil(lookAhead_h / 2) }, (_, h) => prices.expected(m, i + h * perHour)).sort(
    (a, b) => a - b,
  );
  const median = priceOf(ahead[Math.floor(ahead.length / 2)]!);
  return [
    ...(must > 0 ? [{ component: id, quantity: must, worth: view.ceiling }] : []),
    ...(may > 0 ? [{ component: id, quantity: may, worth: median }] : []),
  ];
}
