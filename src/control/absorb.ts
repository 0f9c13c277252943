import { worthAtClosers } from './blocks.ts';
import { type Board, EPS } from './board.ts';
import { serveDeficit } from './deficit.ts';
import type { Zone } from './parts.ts';
import { estimateCosts } from './prices.ts';
import { useSurplus } from './surplus.ts';
import type { HeldTargets } from './targets.ts';

/** Whether a zone lacks what no ordinary closer gives. */
const lacks = ({ net, plannable }: Zone): boolean => -net > plannable + EPS;

/** Whether it has more to spare than was planned, and nobody pays for it. */
const spills = (zone: Zone, planned: Float64Array): boolean =>
  zone.net + Math.min(0, planned[zone.id]!) > EPS && worthAtClosers(zone) <= 0;

/**
 * Lets what a plan set move again where the physics made something else of the plan: a zone that lacks what only closers
 * of last resort could give, or would spill more than was planned. First what touches such a zone moves, and what touches
 * those that come to lack by that; all does where that does not suffice. Elsewhere the closers take the deviation, and the
 * plan stands: a store that charges for the evening goes on.
 */
export function absorb(b: Board, targets: HeldTargets): void {
  const { order } = b.layout;
  const planned = targets.expected;
  const astray = (zone: Zone): boolean => lacks(zone) || spills(zone, planned);
  const freed = new Set<Zone>();
  for (let round = 0; round < ROUNDS; round++) {
    const met = order.filter((zone) => astray(zone) && !freed.has(zone));
    if (met.length === 0 && !order.some(round < ROUNDS - 1 ? astray : lacks)) return;
    for (const zone of met) freed.add(zone);
    if (round < ROUNDS - 1) targets.free(freed);
    else targets.free();
    // What was held had no room, and so no cost.
    estimateCosts(b);
    for (const zone of order) if (lacks(zone)) serveDeficit(b, zone);
    for (const zone of order) if (spills(zone, planned)) useSurplus(b, zone);
  }
}

/** Rounds of letting go; the last of all that is held. */
const ROUNDS = 4;
