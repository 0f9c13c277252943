import { block, nextBlock, SPARE } from './blocks.ts';
import { type Board, EPS, flowAt, isValued, phaseAt, set, storeRoom, tell } from './board.ts';
import { CHARGE, IDLE } from './config.ts';
import type { Lead, Unit, Zone } from './parts.ts';
import { costOf, offer, RUNNING } from './prices.ts';
import { useStock } from './stock.ts';
import { costNow, heldBackFrom } from './users.ts';

/** How often one lead may be asked again within a deficit: its price changes as cheap supply runs out. */
export const MAX_TRIES = 12;

/** How much of a deficit a store's rule lets it serve. */
function servable(b: Board, { rule }: Lead, deficit: number): number {
  const phase = phaseAt(b, rule);
  if (phase === CHARGE || phase === IDLE) return 0;
  return rule.target_kW === Number.POSITIVE_INFINITY ? deficit : deficit - rule.target_kW;
}

/** True where the unit runs in a way that the lead has no part in: a heat pump that heats cannot cool. */
export function engaged(lead: Lead): boolean {
  const by = lead.unit.ledBy;
  return by !== null && by !== lead && by.per[lead.port] === 0;
}

/** The candidate that `choose` found: its cost with what it wastes, and how much it is to give. */
const chosen = { cost: 0, extra: 0, room: 0, plain: 0 };
/** What `ask` found beside the full cost: what a unit of the output costs by itself where its inputs are there. */
const asked = { plain: 0 };

/** What the other producers of a zone could hold back, and what a unit of it costs. */
const reducible = { room: 0, cost: 0 };

function askReducible({ producers, sell }: Zone, asker: Unit): void {
  let sum = 0;
  let cost = 0;
  for (let k = 0; k < producers.length; k++) {
    const lead = producers[k]!;
    const { unit } = lead;
    if (unit === asker || unit.ledBy !== lead || unit.isStore) continue;
    const room = heldBackFrom(lead);
    const each = costNow(lead);
    // What runs for another of its products is not held back.
    if (room <= 0 || each <= Math.max(0, sell)) continue;
    sum += room;
    cost += room * each;
  }
  reducible.room = sum;
  reducible.cost = sum > 0 ? cost / sum : 0;
}

/**
 * Cost of `extra` more at a lead with all that comes with it: a least flow that is more than is asked, where the rest is
 * stored, takes the place of what others give, or is spilt; and a start.
 */
function fullCost(b: Board, lead: Lead, cost: number, extra: number): number {
  const { unit, on: least } = lead;
  const zone = lead.zone!;
  let total = cost;
  const given = flowAt(lead) + extra;
  if (given < least - EPS) {
    askReducible(zone, unit);
    const stored = Math.min(least - given, storeRoom(zone));
    const replaced = Math.min(least - given - stored, reducible.room);
    const spilt = least - given - stored - replaced;
    const paid = cost * (extra + replaced + spilt);
    total = cost < 0 ? cost : (paid - reducible.cost * replaced - Math.max(0, zone.sell) * spilt) / extra;
  }
  if (unit.startCost_money > 0 && b.wasOn[unit.id] === 0 && unit.ledBy === null) {
    // In a short step of its run-up it gives far less than it will: what it will give bears the start.
    const lacking = Math.min(-zone.net, unit.usual_kW);
    total += unit.startCost_money / (b.config.startSpread_h * Math.max(given, least, lacking));
  }
  return total;
}

/** What `costOf` is to be asked for `extra` more: the flow to which the unit would start, or `RUNNING`. */
const startsAt = (lead: Lead, extra: number): number => (lead.unit.ledBy === null ? Math.max(extra, lead.on) : RUNNING);

/** Cost of a candidate that could give `extra`, which is cut to `chosen.room`; Infinity where it cannot serve. */
function ask(b: Board, lead: Lead, extra: number, isSole: boolean): number {
  chosen.room = extra;
  // Nothing else can serve but what stands for failure: its cost need not be looked at again.
  asked.plain = lead.cost;
  if (isSole) return lead.cost;
  const cost = costOf(b, lead, startsAt(lead, extra));
  if (!(cost < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  chosen.room = Math.min(extra, offer.room);
  asked.plain = cost;
  const { fails } = offer;
  if (chosen.room <= EPS) return Number.POSITIVE_INFINITY;
  const full = fullCost(b, lead, cost, chosen.room);
  if (fails) asked.plain = full;
  return full;
}

/**
 * The cheapest lead that may serve a zone's deficit, or null. Writes `chosen`. What was first estimated counts as the least
 * that a lead can cost now: who was dearer then than the best is now, or than closers that can give all, is not asked.
 */
function choose(b: Board, zone: Zone, deficit: number): Lead | null {
  const { producers } = zone;
  const sole = zone.buyRoom === 0 && !b.careful ? zone.soleProducer : null;
  const closerPrice = deficit <= zone.buyRoom ? zone.buy : Number.POSITIVE_INFINITY;
  let best: Lead | null = null;
  let bestKey = Number.POSITIVE_INFINITY;
  for (let k = 0; k < producers.length; k++) {
    const lead = producers[k]!;
    if (lead.tries >= MAX_TRIES || lead.spent) continue;
    const { unit, rank } = lead;
    if (rank < 0 && !unit.isStore && unit.ledBy === null && lead.cost >= bestKey) continue;
    let extra = Math.min(deficit, lead.hi - flowAt(lead));
    if (extra <= EPS || engaged(lead)) continue;
    if (rank < 0 && !unit.isStore && unit.ledBy === null && lead.cost >= closerPrice) {
      if (b.trace) tell(b, 'deficit', lead, lead.cost, flowAt(lead), closerIsCheaper(closerPrice));
      lead.tries = MAX_TRIES;
      continue;
    }
    let cost = lead.give;
    if (unit.isStore) {
      extra = Math.min(extra, servable(b, lead, deficit));
      // What shaves a peak spares the closers: whatever is cheaper than they are serves before it.
      if (zone.buyRoom > 0 && lead.rule.target_kW < Number.POSITIVE_INFINITY) cost = zone.buy;
      asked.plain = cost;
    } else {
      cost = ask(b, lead, extra, lead === sole);
      if (cost === Number.POSITIVE_INFINITY) continue;
      extra = chosen.room;
    }
    if (extra <= EPS) continue;
    const key = rank >= 0 ? rank - 1e9 : cost;
    if (key < bestKey) {
      best = lead;
      bestKey = key;
      chosen.cost = cost;
      chosen.extra = extra;
      chosen.plain = asked.plain;
    }
  }
  return best;
}

/** Tells of every candidate for a deficit, with what it would cost where things stand. */
function survey(b: Board, { producers }: Zone, deficit: number): void {
  for (const lead of producers) {
    const { isStore } = lead.unit;
    const room = lead.hi - flowAt(lead);
    const why = engaged(lead)
      ? 'engaged: runs for another bus'
      : room <= EPS
        ? 'at its highest, or not available'
        : isStore && servable(b, lead, deficit) <= EPS
          ? 'its rule keeps it from serving now'
          : 'could serve';
    const cost = isStore ? 0 : room > EPS ? costOf(b, lead, startsAt(lead, Math.min(room, deficit))) : Number.NaN;
    tell(b, 'candidate', lead, cost, flowAt(lead), why);
  }
}

/** Lets go of what carries off surplus that is no longer there: a cooling tower whose chillers were held back. */
export function release(b: Board, zone: Zone): void {
  const { takers } = zone;
  for (let k = 0; k < takers.length; k++) {
    const lead = takers[k]!;
    const { unit } = lead;
    const before = flowAt(lead);
    if (before >= -EPS || unit.ledBy !== lead) continue;
    // A buyer that pays more than what serves the lack is no surplus.
    if (unit.isPriced) {
      nextBlock(b, zone, Math.max(0, -zone.net - SPARE), unit);
      if (unit.ownSell > block.price) continue;
    }
    // No demand is cut here: that is the last thing that is done.
    const rest = unit.isFixed ? unit.rest[lead.port]! : 0;
    const target = Math.min(rest, lead.hi, before - zone.net);
    if (zone.net >= -EPS || target - before <= EPS) return;
    set(b, lead, target > -lead.on ? Math.min(0, lead.hi) : target);
    if (b.trace) tell(b, 'deficit', lead, Number.NaN, before, 'there is less to carry off');
  }
}

/**
 * Lets a store that would charge now serve the deficit where the machine chosen for it would spill the `excess` of its
 * least output: in the steps after, the machine fills the room that this makes. Where nothing is chosen, nothing is spilt.
 */
function giveRoom(b: Board, zone: Zone, deficit: number, excess: number): boolean {
  if (excess <= storeRoom(zone) + EPS || zone.sell > 0) return false;
  const { stores } = zone;
  for (let k = 0; k < stores.length; k++) {
    const lead = stores[k]!;
    const before = flowAt(lead);
    if (phaseAt(b, lead.rule) !== CHARGE || lead.hi - before < deficit) continue;
    set(b, lead, before + deficit);
    if (b.trace) tell(b, 'deficit', lead, 0, before, 'gives room: the least output of any machine would be spilt');
    return true;
  }
  return false;
}

/** Lets stores serve what nothing else can, whatever their rule: a black-out is no time to keep a reserve. */
export function rescue(b: Board, zone: Zone): void {
  if (-zone.net - zone.plannable <= EPS) return;
  for (const lead of zone.producers) if (lead.unit.drawsNothing) help(b, zone, lead, 'gives what was asked for last');
  for (const lead of zone.stores) help(b, zone, lead, 'serves whatever its rule: nothing else can');
  useStock(b, zone);
}

/** Has a lead give what a zone still lacks, as far as it can. */
function help(b: Board, zone: Zone, lead: Lead, why: string): void {
  const lacking = -zone.net - zone.plannable;
  const before = flowAt(lead);
  const extra = Math.min(lacking, lead.hi - before);
  if (extra <= EPS) return;
  set(b, lead, Math.max(before + extra, lead.on));
  if (b.trace) tell(b, 'deficit', lead, 0, before, why);
}

const closerIsCheaper = (price: number): string => `the bus's closer is cheaper at ${price.toPrecision(4)}`;

/** Serves what a zone lacks, by cost, as long as that is cheaper than what its closers ask. */
export function serveDeficit(b: Board, zone: Zone): void {
  const { producers } = zone;
  for (let k = 0; k < producers.length; k++) producers[k]!.tries = 0;
  if (zone.net < -EPS) release(b, zone);
  if (b.trace && -zone.net > EPS) survey(b, zone, -zone.net);
  for (;;) {
    const deficit = -zone.net;
    if (deficit <= EPS) return;
    const lead = choose(b, zone, deficit);
    if (lead === null) return;
    const { cost } = chosen;
    let { extra } = chosen;
    const { isStore } = lead.unit;
    const room = zone.buyRoom;
    const closerPrice = deficit > room + EPS ? zone.beyond : zone.buy;
    lead.tries++;
    const before = flowAt(lead);
    if ((!isStore || isValued(lead)) && lead.rank < 0) {
      // No demand goes unserved because a least output is a waste, as long as what that takes is there.
      if ((deficit > zone.plannable + EPS ? chosen.plain : cost) >= closerPrice) {
        if (b.trace) tell(b, 'deficit', lead, cost, before, closerIsCheaper(closerPrice));
        // What was not chosen is dearer still; an account says so of each.
        if (cost > closerPrice && deficit <= room && !b.trace) return;
        lead.tries = MAX_TRIES;
        continue;
      }
      // What is dearer than the closer serves no more than the closer cannot.
      if (room > 0 && cost >= zone.buy) extra = Math.min(extra, deficit - room);
    }
    const asked = before + extra;
    // A store that takes less is not yet one that gives.
    const target = asked > 0 && asked < lead.on ? lead.on : asked;
    if (target - asked > EPS && giveRoom(b, zone, deficit, target - asked)) continue;
    set(b, lead, target);
    if (b.trace) {
      const why =
        target > asked ? 'runs at its least output' : isStore ? 'its rule serves now' : 'cheapest for what is lacking';
      tell(b, 'deficit', lead, cost, before, why);
    }
  }
}
