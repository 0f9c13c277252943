import type { Network } from '../core/network.ts';
import { type Board, clearRounding, EPS, flowAt, set, tell } from './board.ts';
import { cutHere } from './cuts.ts';
import { engaged, serveDeficit } from './deficit.ts';
import type { Lead, Zone } from './parts.ts';
import { costOf, offer, RUNNING } from './prices.ts';
import { drawnFrom, MINOR } from './users.ts';

/** Rounds of taking back: each may bring to light what lies one conversion further. */
const ROUNDS = 4;

/**
 * Where a zone lacks more than its demands ask for, its machines run on what is not there: two that were promised each
 * other's output, or one whose supplier could not follow. They give it back, and what they served is served by others.
 * From the sources to the users, so that a lack is passed on until a demand bears it.
 */
export function takeBack(b: Board, isPlanned: boolean): void {
  const { order, leads } = b.layout;
  for (let round = 0; round < ROUNDS; round++) {
    let took = false;
    for (let k = order.length - 1; k >= 0; k--) if (takeBackFrom(b, order[k]!)) took = true;
    if (!took) break;
    // By a plan, ordinary closers give what they were to give.
    for (const zone of order) if (-zone.net > (isPlanned ? zone.plannable : 0) + EPS) serveDeficit(b, zone);
  }
  for (const lead of leads) lead.spent = false;
}

/** What may still serve at a bus: its cost and how much it can give at that. */
const nearby = { cost: 0, room: 0 };

const busOf = ({ unit, port }: Lead): number => unit.buses[port]!;

/** The cheapest lead at a bus that can give more, and whose inputs can follow. Writes `nearby`. */
function findNearby(b: Board, bus: number): Lead | null {
  let found: Lead | null = null;
  for (const lead of b.layout.zoneOf(bus).producers) {
    if (busOf(lead) !== bus || lead.spent || engaged(lead)) continue;
    if (lead.hi - flowAt(lead) <= EPS) continue;
    const { isStore } = lead.unit;
    const cost = isStore ? 0 : costOf(b, lead);
    const room = isStore ? Number.POSITIVE_INFINITY : offer.fails ? 0 : offer.room;
    if (room <= EPS || !(cost < Number.POSITIVE_INFINITY) || (found !== null && cost >= nearby.cost)) continue;
    found = lead;
    nearby.cost = cost;
    nearby.room = room;
  }
  return found;
}

/** Has stores at a bus take what a network left over there, where nobody pays for it. */
function storeHere(b: Board, bus: number): void {
  const { sell, stores } = b.layout.zoneOf(bus);
  if (b.net[bus]! <= EPS || sell > 0) return;
  for (let k = 0; k < stores.length && b.net[bus]! > EPS; k++) {
    const lead = stores[k]!;
    if (busOf(lead) !== bus) continue;
    const before = flowAt(lead);
    const target = Math.max(lead.lo, before - b.net[bus]!);
    if (before - target <= EPS) continue;
    set(b, lead, target);
    if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, 'stores here what the network left over');
  }
}

/** Has what runs at a bus hold back what a network left over there, dearest first, where nobody pays for it. */
function holdBackHere(b: Board, bus: number): void {
  const { sell, producers } = b.layout.zoneOf(bus);
  while (b.net[bus]! > EPS && sell <= 0) {
    let dearest: Lead | null = null;
    let cost = 0;
    for (const lead of producers) {
      if (busOf(lead) !== bus || lead.spent || lead.unit.isStore || lead.unit.ledBy !== lead) continue;
      if (flowAt(lead) - Math.max(0, lead.lo) <= EPS) continue;
      const each = costOf(b, lead, RUNNING);
      if (!(each > cost)) continue;
      dearest = lead;
      cost = each;
    }
    if (dearest === null) break;
    dearest.spent = true;
    const before = flowAt(dearest);
    const floor = Math.max(0, dearest.lo);
    let target = before - b.net[bus]!;
    if (target <= floor + EPS) target = floor;
    else if (target < dearest.on - EPS) target = Math.min(before, dearest.on);
    if (before - target <= EPS) continue;
    set(b, dearest, target);
    if (b.trace) tell(b, 'surplus', dearest, cost, before, 'makes no more than the network carries off');
  }
  for (const lead of producers) lead.spent = false;
  clearRounding(b, bus);
}

/**
 * Has what stands at a node of a network serve what the network did not bring there, cheapest first, cuts demands there by
 * class where that does not do, and stores or holds back what it left over: the rules took its nodes for one, without limit between them. What the hub lacks its closers give, as planned.
 */
export function relieve(b: Board, { nodes }: Network): void {
  const { order } = b.layout;
  const zone = b.layout.zoneOf(nodes[0]!);
  // What serves at one node may draw on another, or on what was settled before.
  for (let round = 0; round < RELIEVING_ROUNDS; round++) {
    let moved = false;
    for (let k = 0; k < nodes.length; k++) if (relieveNode(b, nodes[k]!, k === 0 ? zone.plannable : 0)) moved = true;
    if (!moved) return;
    for (const other of order) if (other !== zone && -other.net > other.plannable + EPS) serveDeficit(b, other);
  }
}
const RELIEVING_ROUNDS = 3;

/** Relieves a node whose closers were to give `planned`. True where something there serves more. */
function relieveNode(b: Board, bus: number, planned: number): boolean {
  let moved = false;
  storeHere(b, bus);
  if (b.net[bus]! > EPS) holdBackHere(b, bus);
  for (;;) {
    const lacking = -b.net[bus]! - planned;
    const lead = lacking > EPS ? findNearby(b, bus) : null;
    if (lead === null) break;
    const { cost, room } = nearby;
    lead.spent = true;
    moved = true;
    const before = flowAt(lead);
    set(b, lead, Math.max(lead.on, Math.min(lead.hi, before + Math.min(room, lacking))));
    if (b.trace) tell(b, 'deficit', lead, cost, before, 'serves here what the network did not bring');
  }
  if (moved) for (const lead of b.layout.leads) lead.spent = false;
  return cutHere(b, bus, planned) || moved;
}

/** True where something was taken back. */
function takeBackFrom(b: Board, zone: Zone): boolean {
  if (-zone.net - zone.plannable - zone.demand <= EPS) return false;
  serveDeficit(b, zone);
  let took = false;
  for (const lead of zone.consumers) {
    const lacking = -zone.net - zone.plannable - zone.demand;
    if (lacking <= EPS) return took;
    const before = flowAt(lead);
    const drawn = drawnFrom(lead, zone);
    if (lead.unit.ledBy !== lead || before <= EPS || drawn <= MINOR) continue;
    const floor = Math.max(0, lead.lo);
    let target = Math.max(floor, before - lacking / drawn);
    if (target < lead.on - EPS) target = floor;
    lead.spent = true;
    if (before - target <= EPS) continue;
    set(b, lead, target);
    took = true;
    if (b.trace) tell(b, 'shed', lead, Number.NaN, before, 'what it draws from cannot give that much');
  }
  return took;
}
