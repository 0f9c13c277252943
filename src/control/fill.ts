import { block } from './blocks.ts';
import { type Board, EPS, flowAt, isValued, phaseAt, set, tell } from './board.ts';
import { CHARGE } from './config.ts';
import { engaged, MAX_TRIES, serveDeficit } from './deficit.ts';
import type { Lead, Zone } from './parts.ts';
import { costOf, inputPrice, offer } from './prices.ts';

/**
 * Something that a zone's closers or one of its producers could still give; none that a closer of last resort would have
 * to give, here or to that producer: no store is filled in a black-out with what others then lack.
 */
function spare(b: Board, zone: Zone): number {
  const closers = zone.plannable - Math.max(0, -zone.net);
  if (closers > EPS) return closers;
  const { producers } = zone;
  for (let k = 0; k < producers.length; k++) {
    const lead = producers[k]!;
    const room = lead.hi - flowAt(lead);
    if (room <= EPS || lead.unit.isStore || engaged(lead)) continue;
    if (!(costOf(b, lead) < Number.POSITIVE_INFINITY) || offer.fails || offer.room <= EPS) continue;
    return Math.min(room, offer.room);
  }
  return 0;
}

/** Fills the stores whose rule charges now, with what can be had, and serves what that adds to the zone. */
export function fillStores(b: Board, zone: Zone): void {
  const { stores } = zone;
  for (let k = 0; k < stores.length; k++) {
    const lead = stores[k]!;
    const { rule } = lead;
    const shaves = rule.target_kW < Number.POSITIVE_INFINITY;
    if (isValued(lead)) fillByWorth(b, zone, lead);
    if (phaseAt(b, rule) !== CHARGE && !shaves) continue;
    for (let n = 0; n < MAX_TRIES; n++) {
      const before = flowAt(lead);
      if (before > EPS) break;
      let room = before - lead.lo;
      if (shaves) room = Math.min(room, rule.target_kW + zone.net);
      if (room > EPS) room = Math.min(room, spare(b, zone));
      if (room <= EPS) break;
      set(b, lead, before - room);
      if (b.trace)
        tell(b, 'fill', lead, Number.NaN, before, shaves ? 'charges below the target' : 'charges in this period');
      serveDeficit(b, zone);
    }
  }
}

/** Fills a store as far as what it takes is worth more, by a plan, than what one more unit costs its zone. */
function fillByWorth(b: Board, zone: Zone, lead: Lead): void {
  for (let n = 0; n < MAX_TRIES; n++) {
    const before = flowAt(lead);
    const price = inputPrice(b, zone, lead.unit);
    const extra = Math.min(before - lead.lo, block.room);
    if (before > EPS || extra <= EPS || block.fails || lead.take <= price) break;
    set(b, lead, before - extra);
    if (b.trace) tell(b, 'fill', lead, lead.take, before, `by the plan it is worth more than ${price.toPrecision(4)}`);
    serveDeficit(b, zone);
  }
}

/** Gives to flexible users that pay more than what one more unit costs their zone. */
export function feedSinks(b: Board, zone: Zone): void {
  const { takers } = zone;
  for (let k = 0; k < takers.length; k++) {
    const lead = takers[k]!;
    const { unit } = lead;
    if (!unit.isPriced) continue;
    for (let n = 0; n < MAX_TRIES; n++) {
      const before = flowAt(lead);
      const price = inputPrice(b, zone, unit);
      const extra = Math.min(before - lead.lo, block.room);
      if (extra <= EPS || unit.ownSell <= price) break;
      set(b, lead, before - extra);
      if (b.trace) tell(b, 'fill', lead, unit.ownSell, before, `pays more than ${price.toPrecision(4)}`);
      serveDeficit(b, zone);
    }
  }
}
