import { worthAtClosers } from './blocks.ts';
import { type Board, EPS } from './board.ts';
import { serveDeficit } from './deficit.ts';
import type { Zone } from './parts.ts';
import { keepBelow } from './peak.ts';
import { estimateCosts } from './prices.ts';
import { useSurplus } from './surplus.ts';
import type { HeldTargets } from './targets.ts';

/** Whether a zone lacks what no ordinary closer gives. */
const lacks = ({ net, plannable }: Zone): boolean => -net > plannable + EPS;

/** Whether it has more to spare than was planned, and nobody pays for it. */
const spills = (zone: Zone, planned: Float64Array): boolean =>
  zone.net + Math.min(0, planned[zone.id]!) > EPS && worthAtClosers(zone) <= 0;

/** Whether its closers would give more than the plan means them to at most. */
const isOver = (zone: Zone, most: Float64Array): boolean => -zone.net > most[zone.id]! + EPS;

/**
 * Lets what a plan set move again where the physics made something else of the plan: a zone that lacks what only closers
 * of last resort could give, or would spill more than was planned, or draws more than the plan means to draw at most. What runs goes on
 * running and what rests goes on resting, for the plan knew why. Where that leaves a lack, they start and stop as well. Elsewhere
 * closers take the deviation, and the plan stands: a store that charges for the evening goes on.
 */
export function absorb(b: Board, targets: HeldTargets): void {
  const { order } = b.layout;
  const { expected, most } = targets;
  const isAstray = (zone: Zone): boolean => lacks(zone) || spills(zone, expected);
  if (!order.some((zone) => isAstray(zone) || isOver(zone, most))) return;
  targets.free(true);
  // What was held had no room, and so no cost.
  estimateCosts(b);
  for (let round = 0; round < ROUNDS && order.some(isAstray); round++) move(b, expected);
  // The last word: what would be let go for want of a taker may well be worth less than that.
  for (const zone of order) if (isOver(zone, most)) keepBelow(b, zone, most[zone.id]!);
  if (!order.some(lacks)) return;
  targets.free(false);
  estimateCosts(b);
  for (let round = 0; round < ROUNDS && order.some(lacks); round++) move(b, expected);
}

/** From the users to the sources, so that what one comes to draw on is served in turn. */
function move(b: Board, expected: Float64Array): void {
  const { order } = b.layout;
  for (const zone of order) if (spills(zone, expected)) useSurplus(b, zone);
  for (const zone of order) if (lacks(zone)) serveDeficit(b, zone);
}

/** What is served may bring to light what lies one conversion further. */
const ROUNDS = 3;
