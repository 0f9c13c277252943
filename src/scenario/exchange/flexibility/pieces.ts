import type { Lead } from '../../../control/parts.ts';
import { waterValue } from '../../../market/waterValue.ts';
import { machineBlocks } from '../machine.ts';
import type { Standing } from '../standing.ts';
import type { Known } from '../views.ts';

/** What a component could do for an event: a flow that it keeps for all its steps, and what that changes at the market. */
export interface Piece {
  readonly party: string;
  readonly component: number;
  /** Its number among the component's leads. */
  readonly lead: number;
  /** Market on which it is then scheduled: that of the event, or the one that its own lead stands on. */
  readonly at: number;
  /** Flow of its lead as it would be otherwise, and as it is asked to be. */
  readonly from_kW: number;
  readonly to_kW: number;
  /** Both count from what it takes at rest, which moves with its demand. */
  readonly isFromRest: boolean;
  /** By how much less (or, of a turn-up, more) is taken at the market of the event. */
  readonly change_kW: number;
  /** What that costs beside the price of the energy itself, money per kWh (kg). */
  readonly price_money_per_kWh: number;
}

/** 1: less is taken, or more given; -1: more is taken. */
export type Way = 1 | -1;

const EPS_kW = 1e-3;
const HALVINGS = 12;
/** Hours that a store looks ahead for its water value, as its agent does. */
const AHEAD_h = 24;

/**
 * What every participant could do at a market for so many steps from step i on, each component by its own answers: how far
 * it reaches and whether it can keep that up.
 * - a store gives (takes) at its water value
 * - a machine gives more, or stops, at its cost
 * - cars wait, or charge now
 * - a demand is cut at the value of what it loses, or runs ahead
 * - a store of another carrier serves in place of a machine of the same owner that draws on the market (an ice store for a
 *   chiller), at its water value there
 */
export function piecesOf(known: Known, m: number, i: number, steps: number, way: Way): Piece[] {
  const market = known.markets[m]!;
  const pieces: Piece[] = [];
  for (const { component, port } of market.places) {
    const standing = known.standings[component]!;
    const { owner, part } = standing;
    if (owner === '') continue;
    const lead = standing.leads.find((l) => l.port === port);
    if (lead === undefined) continue;
    const found =
      part === 'store'
        ? ofStore(known, standing, lead, m, i, steps, way)
        : part === 'machine'
          ? known.isTogether
            ? undefined
            : ofMachine(known, standing, lead, m, i, steps, way)
          : part === 'cars'
            ? ofCars(known, standing, lead, m, i, steps, way)
            : part === 'given'
              ? ofDemand(known, standing, lead, m, i, steps, way)
              : undefined;
    if (found !== undefined && found.change_kW > EPS_kW)
      pieces.push({ party: owner, component, lead: lead.index, at: m, isFromRest: false, ...found });
  }
  if (!known.isTogether) pieces.push(...besides(known, m, i, steps, way));
  return pieces;
}

type Found = Pick<Piece, 'from_kW' | 'to_kW' | 'change_kW' | 'price_money_per_kWh'> &
  Partial<Pick<Piece, 'isFromRest'>>;

/** The flow furthest from `from`, towards `to`, that a lead can keep up. */
function kept(
  { probe }: Known,
  { component, index }: { component: number; index: number },
  from: number,
  to: number,
  i: number,
  steps: number,
  x?: Float64Array,
): number {
  if (probe.holds(component, index, to, i, steps, x)) return to;
  let [good, bad] = [from, to];
  for (let n = 0; n < HALVINGS; n++) {
    const middle = (good + bad) / 2;
    if (probe.holds(component, index, middle, i, steps, x)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Worth of giving and taking a unit, money per kWh of flow at the store's bus. */
function storedAt(
  { run, probe, prices, storedWorth, markets, dt_h }: Known,
  { unit }: Standing,
  lead: Lead,
  m: number,
  i: number,
) {
  const perHour = Math.max(1, Math.round(1 / dt_h));
  const perKWh = markets[m]!.perUnit / 1000;
  const stored = probe.content(unit!, lead.index, i);
  const hours = Math.min(AHEAD_h, Math.max(1, Math.ceil((run.grid.length - i) / perHour)));
  const ahead = Float64Array.from({ length: hours }, (_, h) => perKWh * prices.expected(m, i + h * perHour));
  return { ...waterValue(stored, ahead, storedWorth), now: ahead[0]!, perKWh };
}

function ofStore(
  known: Known,
  standing: Standing,
  lead: Lead,
  m: number,
  i: number,
  steps: number,
  way: Way,
): Found | undefined {
  const { component } = standing;
  const { lowest, highest } = known.probe.reach(component, lead.index, i);
  const room_kW = known.peaks[m]!.room_kW(i);
  const extreme = way > 0 ? Math.max(0, highest) : Math.max(Math.min(0, lowest), -room_kW);
  if (Math.abs(extreme) <= EPS_kW) return undefined;
  const { give, take, now, perKWh } = storedAt(known, standing, lead, m, i);
  const price = (way > 0 ? give - now : now - take) / perKWh;
  if (!Number.isFinite(price)) return undefined;
  const to_kW = kept(known, { component, index: lead.index }, 0, extreme, i, steps);
  return { from_kW: 0, to_kW, change_kW: Math.abs(to_kW), price_money_per_kWh: Math.max(0, price) };
}

function ofMachine(
  known: Known,
  { component }: Standing,
  lead: Lead,
  m: number,
  i: number,
  steps: number,
  way: Way,
): Found | undefined {
  const { run, probe, prices, worth, beside, markets } = known;
  const runs_kW = Math.max(0, run.components[component]!.y[lead.port]!);
  const x = probe.up(component, lead.index, i);
  const { lowest, highest } = probe.reach(component, lead.index, i, x);
  const costs = machineBlocks(run, probe, lead, i, worth, beside)
    .map(({ cost_money_per_kWh }) => cost_money_per_kWh)
    .filter((cost) => Number.isFinite(cost));
  if (costs.length === 0) return undefined;
  const now = (prices.expected(m, i) * markets[m]!.perUnit) / 1000;
  const perKWh = markets[m]!.perUnit / 1000;
  if (way > 0) {
    const to_kW = kept(known, { component, index: lead.index }, runs_kW, highest, i, steps, x);
    const price = (Math.max(...costs) - now) / perKWh;
    return { from_kW: runs_kW, to_kW, change_kW: to_kW - runs_kW, price_money_per_kWh: Math.max(0, price) };
  }
  const to_kW = Math.max(0, lowest);
  const price = (now - Math.min(...costs)) / perKWh;
  return { from_kW: runs_kW, to_kW, change_kW: runs_kW - to_kW, price_money_per_kWh: Math.max(0, price) };
}

/** Cars wait as far as they may, at what the energy costs later; they charge ahead at what it is dearer now than then. */
function ofCars(
  known: Known,
  { component }: Standing,
  lead: Lead,
  m: number,
  i: number,
  steps: number,
  way: Way,
): Found {
  const { run, probe, prices, dt_h } = known;
  const now_kW = Math.min(0, run.components[component]!.y[lead.port]!);
  const { lowest, highest } = probe.reach(component, lead.index, i);
  const extreme = way > 0 ? Math.min(0, highest) : lowest;
  const to_kW = kept(known, { component, index: lead.index }, now_kW, extreme, i, steps);
  const perHour = Math.max(1, Math.round(1 / dt_h));
  const later = prices.expected(m, i + Math.ceil(steps / perHour) * perHour);
  const price = way > 0 ? later - prices.expected(m, i) : prices.expected(m, i) - later;
  return { from_kW: now_kW, to_kW, change_kW: way * (to_kW - now_kW), price_money_per_kWh: Math.max(0, price) };
}

/** A demand that may be cut loses what that was worth, less what its energy would have cost. */
function ofDemand(
  known: Known,
  { component }: Standing,
  lead: Lead,
  m: number,
  i: number,
  steps: number,
  way: Way,
): Found | undefined {
  const { run, probe, prices, markets } = known;
  const c = run.components[component]!;
  const rest_kW = probe.atRest(component, i)[lead.port]!;
  const { lowest, highest } = probe.reach(component, lead.index, i);
  const extreme = way > 0 ? highest : lowest;
  if (way * (extreme - rest_kW) <= EPS_kW) return undefined;
  const perKWh = markets[m]!.perUnit / 1000;
  const now = prices.expected(m, i);
  const worth = (c.kind.lostLoad_money_per_kWh?.(c.q) ?? Number.NaN) / perKWh;
  // What runs ahead costs its energy now in place of later.
  const price = way > 0 ? worth - now : 0;
  if (!Number.isFinite(price)) return undefined;
  const to_kW = kept(known, { component, index: lead.index }, rest_kW, extreme, i, steps);
  return {
    from_kW: rest_kW,
    to_kW,
    change_kW: way * (to_kW - rest_kW),
    price_money_per_kWh: Math.max(0, price),
    isFromRest: true,
  };
}

/** Stores of other markets that can serve in place of their owner's machines, which draw on this one. */
function besides(known: Known, m: number, i: number, steps: number, way: Way): Piece[] {
  const { markets, standings, run } = known;
  return standings.flatMap((standing): Piece[] => {
    const { component, part, owner } = standing;
    const lead = standing.leads[0];
    if (part !== 'store' || lead === undefined || owner === '') return [];
    const at = known.marketOfBus[run.components[component]!.ports[lead.port]!.bus]!;
    // Scheduled in slots of its own: an event within one comes too late for it.
    if (at === m || at < 0 || i % markets[at]!.slotSteps !== 0) return [];
    const { made_kW, drawn_kW } = machinesOf(known, owner, at, m);
    if (made_kW <= EPS_kW || drawn_kW <= EPS_kW) return [];
    const found = ofStore(known, standing, lead, at, i, steps, way);
    if (found === undefined) return [];
    const served_kW = Math.min(Math.abs(found.to_kW), made_kW);
    const per = drawn_kW / made_kW;
    const change_kW = served_kW * per;
    if (change_kW <= EPS_kW) return [];
    const perKWh = markets[at]!.perUnit / markets[m]!.perUnit;
    return [
      {
        party: owner,
        component,
        lead: lead.index,
        at,
        from_kW: 0,
        to_kW: way * served_kW,
        isFromRest: false,
        change_kW,
        price_money_per_kWh: (found.price_money_per_kWh * perKWh) / per,
      },
    ];
  });
}

/** What the machines of a party make on one market now, and what they draw on another for it. */
function machinesOf({ run, standings, marketOfBus }: Known, owner: string, at: number, m: number) {
  let [made_kW, drawn_kW] = [0, 0];
  for (const { component, part, owner: own, leads } of standings) {
    if (part !== 'machine' || own !== owner) continue;
    const { ports, y } = run.components[component]!;
    const led = leads.find((l) => marketOfBus[ports[l.port]!.bus] === at);
    if (led === undefined || y[led.port]! <= EPS_kW) continue;
    const drawn = ports.reduce(
      (sum, { bus }, p) => sum + (bus >= 0 && marketOfBus[bus] === m ? Math.max(0, -y[p]!) : 0),
      0,
    );
    if (drawn <= EPS_kW) continue;
    made_kW += y[led.port]!;
    drawn_kW += drawn;
  }
  return { made_kW, drawn_kW };
}
