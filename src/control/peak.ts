import { type Board, EPS, flowAt, set, tell } from './board.ts';
import type { Lead, Zone } from './parts.ts';
import { drawnFrom, MINOR } from './users.ts';

/**
 * Keeps what the closers of a zone give below what a plan means to draw at most, by what is at hand and runs already: stores give
 * more or take less, machines that run give more, and machines that draw on the zone make less of what a store has there. What is
 * left goes to the closers: no demand is cut for it.
 */
export function keepBelow(b: Board, zone: Zone, most: number): void {
  const excess = (): number => -zone.net - most;
  if (excess() <= EPS) return;
  for (const lead of zone.stores) raise(b, lead, excess());
  const producers = zone.producers.filter((lead) => !lead.unit.isStore && lead.unit.ledBy === lead);
  for (const lead of producers.sort((a, c) => a.cost - c.cost)) {
    raise(b, lead, excess());
    for (const other of lead.unit.zones) if (other !== null && other !== zone) hold(b, other);
  }
  const consumers = zone.consumers.filter(
    (lead) => lead.unit.ledBy === lead && flowAt(lead) > EPS && drawnFrom(lead, zone) > MINOR,
  );
  for (const lead of consumers.sort((a, c) => drawnFrom(c, zone) - drawnFrom(a, zone))) spare(b, zone, lead, excess());
}

/** Has a lead give up to `more`. */
function raise(b: Board, lead: Lead, more: number): void {
  const before = flowAt(lead);
  const target = Math.min(lead.hi, before + more);
  if (target - before <= EPS) return;
  set(b, lead, target);
  if (b.trace) tell(b, 'deficit', lead, Number.NaN, before, WHY);
}

/** Has stores take what came with it, as far as they can. */
function hold(b: Board, zone: Zone): void {
  for (const lead of zone.stores) {
    const before = flowAt(lead);
    const target = Math.max(lead.lo, before - zone.net);
    if (zone.net <= EPS || before - target <= EPS) continue;
    set(b, lead, target);
    if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, WHY);
  }
}

/** Has a machine make less of what the stores of its own zone can give in its place. */
function spare(b: Board, from: Zone, lead: Lead, excess: number): void {
  const to = lead.zone;
  if (excess <= EPS || to === null || to.id === from.id) return;
  const before = flowAt(lead);
  const held = to.stores.reduce((sum, store) => sum + Math.max(0, store.hi - flowAt(store)), 0);
  const less = Math.min(before - Math.max(lead.lo, lead.on, 0), held, excess / drawnFrom(lead, from));
  if (less <= EPS) return;
  set(b, lead, before - less);
  if (b.trace) tell(b, 'deficit', lead, Number.NaN, before, WHY);
  let lacking = less;
  for (const store of to.stores) {
    const was = flowAt(store);
    raise(b, store, lacking);
    lacking -= flowAt(store) - was;
  }
}

const WHY = 'keeps what is drawn below the most that was planned';
