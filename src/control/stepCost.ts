import { emissionOf } from './begin.ts';
import { type Board, EPS, flowAt } from './board.ts';
import type { Lead, Unit, Zone } from './parts.ts';

/**
 * What an hour of a settled step costs where it stands, before closers run: they at their prices, what lies beyond the month's most, what
 * machines cost by themselves, starts and stops, and what stores hold less at what a plan takes it for.
 */
export function stepCost(b: Board, most: Float64Array, peak: Float64Array): number {
  const { zones, units } = b.layout;
  let cost = 0;
  for (let z = 0; z < zones.length; z++) {
    const zone = zones[z]!;
    cost += zoneCost(zone, zone.net, most[z]!, peak[z]!);
  }
  for (let k = 0; k < units.length; k++) cost += unitCost(b, units[k]!);
  return cost;
}

/** What a kW beyond a named limit is taken to cost, of what it costs to lack one: the limit is kept while that takes nothing from a demand. ASSUMED */
const LIMIT = 0.5;

/** As `costAt`, with what is drawn beyond `most` at `peak` a kW; infinite where a limit that must be kept stands there. */
export const zoneCost = (zone: Zone, net: number, most: number, peak: number): number =>
  costAt(zone, net) +
  (-net > most ? (peak === Number.POSITIVE_INFINITY ? LIMIT * zone.beyond : peak) * (-net - most) : 0);

/** A store that does other than planned is taken to lose so much of what it gains by that: prices of a plan hold near it. ASSUMED */
const HELD_TO = 0.5;

/** What a store's flow costs of what it holds, at what the plan takes that for. */
export function heldCost({ give, take, planned }: Lead, flow: number): number {
  const worthOf = (v: number): number => (v === 0 ? 0 : v * (v > 0 ? give : take));
  const own = worthOf(flow);
  return own + HELD_TO * Math.abs(own - worthOf(planned));
}

function unitCost(b: Board, unit: Unit): number {
  const { ledBy, flow, isProduct, om, emitted, c, startCost_money } = unit;
  const { carbonPrice_money_per_kg, startSpread_h } = b.config;
  let cost = 0;
  if (unit.isStore) {
    const lead = unit.leads[0];
    const given = lead === undefined ? 0 : flowAt(lead);
    if (lead !== undefined) cost += heldCost(lead, given);
  } else if (ledBy !== null) {
    const given = flowAt(ledBy);
    if (unit.isPriced) cost += (given > 0 ? unit.ownBuy : unit.ownSell) * given;
  }
  for (let p = 0; om !== 0 && p < flow.length; p++) if (isProduct[p] === 1) cost += om * flow[p]!;
  if (emitted.length > 0 && ledBy !== null) cost += carbonPrice_money_per_kg * emissionOf(c.y, emitted);
  const isOn = ledBy !== null && Math.abs(flowAt(ledBy)) > EPS;
  if (startCost_money > 0 && isOn !== (b.wasOn[unit.id] === 1)) cost += startCost_money / startSpread_h;
  return cost;
}

/** What an hour costs at the closers of a zone that has `net` to spare. */
export function costAt({ buy, buyRoom, beyond, sell, sellRoom, spilt }: Zone, net: number): number {
  const bought = Math.min(Math.max(0, -net), buyRoom);
  const lacking = Math.max(0, -net) - bought;
  const sold = Math.min(Math.max(0, net), sellRoom);
  const spared = Math.max(0, net) - sold;
  return (
    (bought > 0 ? bought * buy : 0) +
    (lacking > EPS ? lacking * beyond : 0) -
    (sold > 0 ? sold * sell : 0) -
    (spared > EPS ? spared * spilt : 0)
  );
}
