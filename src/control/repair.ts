import type { Network } from '../core/network.ts';
import { type Board, EPS, flowAt, set, tell } from './board.ts';
import { engaged, serveDeficit } from './deficit.ts';
import { costOf, drawnFrom, MINOR, offer } from './prices.ts';

/** Rounds of taking back: each may bring to light what lies one conversion further. */
const ROUNDS = 4;

/**
 * Where a zone lacks more than its demands ask for, its machines run on what is not there: two that were promised each
 * other's output, or one whose supplier could not follow. They give it back, and what they served is served by others.
 * From the sources to the users, so that a lack is passed on until a demand bears it.
 */
export function takeBack(b: Board): void {
  const { order } = b.layout;
  for (let round = 0; round < ROUNDS; round++) {
    let took = false;
    for (let k = order.length - 1; k >= 0; k--) if (takeBackFrom(b, order[k]!)) took = true;
    if (!took) break;
    for (let k = 0; k < order.length; k++) if (b.zoneNet[order[k]!]! < -EPS) serveDeficit(b, order[k]!);
  }
  b.spent.fill(0);
}

/** What may still serve at a bus: a lead, its cost and how much it can give at that. */
const nearby = { lead: -1, cost: 0, room: 0 };

/** Finds the cheapest lead at a bus that can give more, and whose inputs can follow. Writes `nearby`. */
function findNearby(b: Board, bus: number): void {
  const { producers, zoneOfBus, busOfPort, unitOfLead, portOfLead, isStore } = b.layout;
  const leads = producers[zoneOfBus[bus]!]!;
  nearby.lead = -1;
  for (let k = 0; k < leads.length; k++) {
    const l = leads[k]!;
    const unit = unitOfLead[l]!;
    if (busOfPort[unit * b.stride + portOfLead[l]!] !== bus || b.spent[l] === 1 || engaged(b, l)) continue;
    if (b.hi[l]! - flowAt(b, l) <= EPS) continue;
    const cost = isStore[unit] === 1 ? 0 : costOf(b, l);
    const room = isStore[unit] === 1 ? Number.POSITIVE_INFINITY : offer.fails ? 0 : offer.room;
    if (room <= EPS || !(cost < Number.POSITIVE_INFINITY) || (nearby.lead >= 0 && cost >= nearby.cost)) continue;
    nearby.lead = l;
    nearby.cost = cost;
    nearby.room = room;
  }
}

/** Has stores at a bus take what a network left over there, where nobody pays for it. */
function storeHere(b: Board, bus: number): void {
  const { stores, zoneOfBus, busOfPort, unitOfLead, portOfLead } = b.layout;
  const zone = zoneOfBus[bus]!;
  if (b.net[bus]! <= EPS || b.sell[zone]! > 0) return;
  for (let k = 0; k < stores[zone]!.length && b.net[bus]! > EPS; k++) {
    const l = stores[zone]![k]!;
    if (busOfPort[unitOfLead[l]! * b.stride + portOfLead[l]!] !== bus) continue;
    const before = flowAt(b, l);
    const target = Math.max(b.lo[l]!, before - b.net[bus]!);
    if (before - target <= EPS) continue;
    set(b, l, target);
    if (b.trace) tell(b, 'surplus', l, Number.NaN, before, 'stores here what the network left over');
  }
}

/**
 * Has what stands at a node of a network serve what the network did not bring there, cheapest first, and store what it left
 * over: the rules took its nodes for one, without limit between them. What the hub lacks its closers give, as planned.
 */
export function relieve(b: Board, { nodes }: Network): void {
  const { zoneOfBus, order } = b.layout;
  const zone = zoneOfBus[nodes[0]!]!;
  for (let k = 0; k < nodes.length; k++) {
    const bus = nodes[k]!;
    const planned = k === 0 ? b.plannable[zone]! : 0;
    storeHere(b, bus);
    if (b.net[bus]! + planned >= -EPS) continue;
    for (;;) {
      const lacking = -b.net[bus]! - planned;
      if (lacking <= EPS) break;
      findNearby(b, bus);
      const { lead, cost, room } = nearby;
      if (lead < 0) break;
      b.spent[lead] = 1;
      const before = flowAt(b, lead);
      set(b, lead, Math.max(b.on[lead]!, Math.min(b.hi[lead]!, before + Math.min(room, lacking))));
      if (b.trace) tell(b, 'deficit', lead, cost, before, 'serves here what the network did not bring');
    }
    b.spent.fill(0);
  }
  // What serves here may draw on what was settled before.
  for (let k = 0; k < order.length; k++)
    if (order[k] !== zone && -b.zoneNet[order[k]!]! > b.plannable[order[k]!]! + EPS) serveDeficit(b, order[k]!);
}

/** True where something was taken back. */
function takeBackFrom(b: Board, zone: number): boolean {
  if (-b.zoneNet[zone]! - b.plannable[zone]! - b.demand[zone]! <= EPS) return false;
  serveDeficit(b, zone);
  const consumers = b.layout.consumers[zone]!;
  let took = false;
  for (let k = 0; k < consumers.length; k++) {
    const lacking = -b.zoneNet[zone]! - b.plannable[zone]! - b.demand[zone]!;
    if (lacking <= EPS) return took;
    const l = consumers[k]!;
    const before = flowAt(b, l);
    const drawn = drawnFrom(b, l, zone);
    if (b.ledBy[b.layout.unitOfLead[l]!] !== l || before <= EPS || drawn <= MINOR) continue;
    const floor = Math.max(0, b.lo[l]!);
    let target = Math.max(floor, before - lacking / drawn);
    if (target < b.on[l]! - EPS) target = floor;
    b.spent[l] = 1;
    if (before - target <= EPS) continue;
    set(b, l, target);
    took = true;
    if (b.trace) tell(b, 'shed', l, Number.NaN, before, 'what it draws from cannot give that much');
  }
  return took;
}
