import { block } from './blocks.ts';
import { type Board, EPS, flowAt, set, tell } from './board.ts';
import { CHARGE } from './config.ts';
import { engaged, MAX_TRIES, phaseAt, ruleOf, serveDeficit } from './deficit.ts';
import { costOf, inputPrice, offer } from './prices.ts';

/**
 * Something that a zone's closers or one of its producers could still give; none that a closer of last resort would have
 * to give, here or to that producer: no store is filled in a black-out with what others then lack.
 */
function spare(b: Board, zone: number): number {
  const closers = b.plannable[zone]! - Math.max(0, -b.zoneNet[zone]!);
  if (closers > EPS) return closers;
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const room = b.hi[l]! - flowAt(b, l);
    if (room <= EPS || b.layout.isStore[b.layout.unitOfLead[l]!] === 1 || engaged(b, l)) continue;
    if (!(costOf(b, l) < Number.POSITIVE_INFINITY) || offer.fails || offer.room <= EPS) continue;
    return Math.min(room, offer.room);
  }
  return 0;
}

/** Fills the stores whose rule charges now, with what can be had, and serves what that adds to the zone. */
export function fillStores(b: Board, zone: number): void {
  const stores = b.layout.stores[zone]!;
  for (let k = 0; k < stores.length; k++) {
    const l = stores[k]!;
    const rule = ruleOf(b, l);
    const shaves = rule.target_kW < Number.POSITIVE_INFINITY;
    if (phaseAt(b, rule) !== CHARGE && !shaves) continue;
    for (let n = 0; n < MAX_TRIES; n++) {
      const before = flowAt(b, l);
      if (before > EPS) break;
      let room = before - b.lo[l]!;
      if (shaves) room = Math.min(room, rule.target_kW + b.zoneNet[zone]!);
      if (room > EPS) room = Math.min(room, spare(b, zone));
      if (room <= EPS) break;
      set(b, l, before - room);
      if (b.trace)
        tell(b, 'fill', l, Number.NaN, before, shaves ? 'charges below the target' : 'charges in this period');
      serveDeficit(b, zone);
    }
  }
}

/** Gives to flexible users that pay more than what one more unit costs their zone. */
export function feedSinks(b: Board, zone: number): void {
  const takers = b.layout.takers[zone]!;
  for (let k = 0; k < takers.length; k++) {
    const l = takers[k]!;
    const unit = b.layout.unitOfLead[l]!;
    if (!b.layout.units[unit]!.isPriced) continue;
    for (let n = 0; n < MAX_TRIES; n++) {
      const before = flowAt(b, l);
      const price = inputPrice(b, zone, unit);
      const extra = Math.min(before - b.lo[l]!, block.room);
      if (extra <= EPS || b.ownSell[unit]! <= price) break;
      set(b, l, before - extra);
      if (b.trace) tell(b, 'fill', l, b.ownSell[unit]!, before, `pays more than ${price.toPrecision(4)}`);
      serveDeficit(b, zone);
    }
  }
}
