import { type Board, EPS, flowAt, set, tell } from './board.ts';
import { FIX, type Lead, PAST, SLOPE, type Unit, type Zone } from './parts.ts';
import { isRunUp } from './prices.ts';
import { costAt } from './stepCost.ts';

/**
 * Turns back machines that give to a bus where nobody pays for more: off, to their least, or to where a closer's price
 * changes, whichever saves most beyond what closers ask for the difference. So no machine is left running for the worth of a
 * by-product that was expected to be used and is dumped.
 */
export function turnBack(b: Board): void {
  const { order } = b.layout;
  for (let k = 0; k < order.length; k++) {
    const zone = order[k]!;
    const { givers } = zone;
    for (let g = 0; g < givers.length && isDumping(zone); g++) turnBackUnit(b, zone, givers[g]!);
  }
}

/** Whether a zone has more to spare than anybody pays for. */
const isDumping = ({ net, sell, sellRoom }: Zone): boolean => net > (sell > 0 ? sellRoom : 0) + EPS;

/** The best that `weigh` found for a lead. */
const best = { target: 0, saved: 0, own: 0 };

function turnBackUnit(b: Board, zone: Zone, unit: Unit): void {
  const lead = unit.ledBy;
  if (lead === null || !lead.mayLead || lead.rank >= 0 || isRunUp(lead) || !gives(unit, zone)) return;
  const before = flowAt(lead);
  best.target = before;
  best.saved = EPS;
  if (lead.lo <= EPS) weigh(b, lead, 0);
  if (lead.kink > 0) weigh(b, lead, lead.kink);
  const more = lead.kink > 0 && before > lead.kink + EPS ? lead.past : lead.slope;
  for (let p = 0; p < unit.portCount; p++) {
    const at = unit.zones[p]!;
    const each = more[p]!;
    if (at === null || Math.abs(each) <= EPS) continue;
    weigh(b, lead, before - at.net / each);
    if (at.sellRoom < Number.POSITIVE_INFINITY) weigh(b, lead, before - (at.net - at.sellRoom) / each);
    if (at.buyRoom > 0) weigh(b, lead, before - (at.net + at.buyRoom) / each);
  }
  weigh(b, lead, lead.on);
  if (best.target === before) return;
  const { target, own } = best;
  const closing = closingCost(unit);
  noteLack(unit);
  set(b, lead, target);
  const saved = own + closing - closingCost(unit);
  // Its flows may bend otherwise than they were weighed, and none is to lack what another lacks less.
  if (!(saved > EPS) || lacksMore(unit)) {
    set(b, lead, before);
    return;
  }
  if (target <= EPS) unit.ledBy = null;
  if (b.trace)
    tell(
      b,
      'surplus',
      lead,
      saved / (before - target),
      before,
      'nobody uses what comes with it, and closers are cheaper',
    );
}

/** Whether a unit gives to a zone now. */
function gives({ flow, zones }: Unit, zone: Zone): boolean {
  for (let p = 0; p < flow.length; p++) if (zones[p] === zone && flow[p]! > EPS) return true;
  return false;
}

/** Weighs turning a lead back to `target`, at least what it must give: if that is less than it gives now. Writes `best`. */
function weigh(b: Board, lead: Lead, wanted: number): void {
  const target = wanted === 0 ? 0 : Math.max(wanted, lead.lo, lead.on, 0);
  const flow = flowAt(lead);
  if (!(flow - target > EPS)) return;
  const { kink } = lead;
  const beyond = kink > 0 ? Math.max(0, flow - Math.max(kink, target)) : 0;
  const within = flow - target - beyond;
  const stops = target <= EPS;
  const own = ownSaving(b, lead, within, beyond, stops);
  const saved = own + closersSave(lead, within, beyond, stops);
  if (!(saved > best.saved)) return;
  best.target = target;
  best.saved = saved;
  best.own = own;
}

/** What no ordinary closer gives in each zone of the unit that is weighed. */
const lacking: number[] = [];
const lackOf = (zone: Zone | null): number => (zone === null ? 0 : Math.max(0, -zone.net - zone.plannable));

function noteLack({ zones }: Unit): void {
  for (let p = 0; p < zones.length; p++) lacking[p] = lackOf(zones[p]!);
}

function lacksMore({ zones }: Unit): boolean {
  for (let p = 0; p < zones.length; p++) if (lackOf(zones[p]!) > lacking[p]! + EPS) return true;
  return false;
}

/** What an hour costs at the closers of all zones of a unit. */
function closingCost({ zones }: Unit): number {
  let cost = 0;
  for (let p = 0; p < zones.length; p++) {
    const zone = zones[p]!;
    if (zone !== null && zones.indexOf(zone) === p) cost += costAt(zone, zone.net);
  }
  return cost;
}

/** What an hour costs less at the closers with so much less at a lead within its kink and `beyond` it, or with it at rest. */
function closersSave({ unit, slope, past }: Lead, within: number, beyond: number, stops: boolean): number {
  const { zones, flow, rest } = unit;
  let saved = 0;
  for (let p = 0; p < flow.length; p++) {
    const zone = zones[p]!;
    if (zone === null) continue;
    const moved = stops ? rest[p]! - flow[p]! : 0 - slope[p]! * within - past[p]! * beyond;
    if (moved !== 0) saved += costAt(zone, zone.net) - costAt(zone, zone.net + moved);
  }
  return saved;
}

/**
 * What a lead's own price, upkeep and carbon cost less with so much less within its kink and `beyond` it, and a start that is
 * spared or will be due.
 */
function ownSaving(b: Board, lead: Lead, within: number, beyond: number, stops: boolean): number {
  const { unit, slope, past, co2 } = lead;
  const { config } = b;
  let saved = unit.ownBuy * (within + beyond);
  for (let p = 0; p < slope.length; p++)
    if (unit.isProduct[p] === 1) saved += unit.om * (slope[p]! * within + past[p]! * beyond);
  if (unit.emitted.length > 0) {
    const emitted = co2[SLOPE]! * within + co2[PAST]! * beyond + (stops ? co2[FIX]! : 0);
    saved += config.carbonPrice_money_per_kg * emitted;
  }
  if (stops) saved += ((b.wasOn[unit.id] === 0 ? 1 : -1) * unit.startCost_money) / config.startSpread_h;
  return saved;
}
