import type { Network } from '../core/network.ts';
import { type Board, EPS, flowAt, set, tell } from './board.ts';
import { engaged, serveDeficit } from './deficit.ts';
import { drawnFrom, MINOR } from './prices.ts';

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

/**
 * Has what stands at a node of a network serve what the network did not bring there, cheapest first: the rules took its
 * nodes for one, without limit between them.
 */
export function relieve(b: Board, { nodes }: Network): void {
  const { producers, zoneOfBus, busOfPort, unitOfLead, portOfLead, isStore } = b.layout;
  for (let k = 0; k < nodes.length; k++) {
    const bus = nodes[k]!;
    if (b.net[bus]! >= -EPS) continue;
    const leads = producers[zoneOfBus[bus]!]!;
    for (let n = 0; n < leads.length && b.net[bus]! < -EPS; n++) {
      let best = -1;
      for (let m = 0; m < leads.length; m++) {
        const l = leads[m]!;
        if (busOfPort[unitOfLead[l]! * b.stride + portOfLead[l]!] !== bus || b.spent[l] === 1 || engaged(b, l))
          continue;
        if (b.hi[l]! - flowAt(b, l) <= EPS) continue;
        if (best < 0 || b.cost[l]! < b.cost[best]!) best = l;
      }
      if (best < 0) break;
      b.spent[best] = 1;
      const before = flowAt(b, best);
      set(b, best, Math.max(b.on[best]!, Math.min(b.hi[best]!, before - b.net[bus]!)));
      const cost = isStore[unitOfLead[best]!] === 1 ? Number.NaN : b.cost[best]!;
      if (b.trace) tell(b, 'deficit', best, cost, before, 'serves here what the network did not bring');
    }
    b.spent.fill(0);
  }
  // What serves here may draw on what was settled before.
  const { order } = b.layout;
  for (let k = 0; k < order.length; k++)
    if (order[k] !== zoneOfBus[nodes[0]!] && -b.zoneNet[order[k]!]! > b.plannable[order[k]!]! + EPS)
      serveDeficit(b, order[k]!);
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
