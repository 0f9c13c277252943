import { worthAtClosers } from './blocks.ts';
import { type Board, EPS } from './board.ts';
import { serveDeficit } from './deficit.ts';
import { estimateCosts } from './prices.ts';
import { useSurplus } from './surplus.ts';
import type { HeldTargets } from './targets.ts';

/** Whether a zone lacks what no ordinary closer gives. */
const lacks = (b: Board, zone: number): boolean => -b.zoneNet[zone]! > b.plannable[zone]! + EPS;

/** Whether it has more to spare than was planned, and nobody pays for it. */
const spills = (b: Board, zone: number, planned: Float64Array): boolean =>
  b.zoneNet[zone]! + Math.min(0, planned[zone]!) > EPS && worthAtClosers(b, zone) <= 0;

/**
 * Lets what a plan set move again where the physics made something else of the plan: a zone that lacks what only closers
 * of last resort could give, or would spill more than was planned. Elsewhere the closers take the deviation, and the plan stands.
 */
export function absorb(b: Board, targets: HeldTargets): void {
  const { order } = b.layout;
  const planned = targets.expected;
  let needed = false;
  for (let k = 0; k < order.length; k++) if (lacks(b, order[k]!) || spills(b, order[k]!, planned)) needed = true;
  if (!needed) return;
  targets.free();
  // What was held had no room, and so no cost.
  estimateCosts(b);
  for (let round = 0; round < 2; round++) {
    for (let k = 0; k < order.length; k++) if (lacks(b, order[k]!)) serveDeficit(b, order[k]!);
    for (let k = 0; k < order.length; k++) if (spills(b, order[k]!, planned)) useSurplus(b, order[k]!);
  }
}
