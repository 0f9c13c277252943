import { type Board, EPS, flowAt, set, storeRoom, tell } from './board.ts';
import { CHARGE, IDLE, type StoreRule } from './config.ts';
import { costOf, inputPrice, offer, RUNNING } from './prices.ts';

/** How often one lead may be asked again within a deficit: its price changes as cheap supply runs out. */
export const MAX_TRIES = 12;

export const ruleOf = (b: Board, lead: number): StoreRule => b.rules[lead]!;

export const phaseAt = (b: Board, rule: StoreRule): number => (rule.phase === null ? -1 : rule.phase[b.step]!);

/** How much of a deficit a store's rule lets it serve. */
function servable(b: Board, lead: number, deficit: number): number {
  const rule = ruleOf(b, lead);
  const phase = phaseAt(b, rule);
  if (phase === CHARGE || phase === IDLE) return 0;
  return rule.target_kW === Number.POSITIVE_INFINITY ? deficit : deficit - rule.target_kW;
}

/** True where the unit runs in a way that the lead has no part in: a heat pump that heats cannot cool. */
export function engaged(b: Board, lead: number): boolean {
  const by = b.ledBy[b.layout.unitOfLead[lead]!]!;
  return by >= 0 && by !== lead && b.per[by * b.stride + b.layout.portOfLead[lead]!] === 0;
}

/** The candidate that `choose` found: its cost with what it wastes, and how much it is to give. */
const chosen = { cost: 0, extra: 0, room: 0, plain: 0 };
/** What `ask` found beside the full cost: what a unit of the output costs by itself where its inputs are there. */
const asked = { plain: 0 };

/** What the other producers of a zone could hold back, and what a unit of it costs. */
const reducible = { room: 0, cost: 0 };

function askReducible(b: Board, zone: number, asker: number): void {
  const producers = b.layout.producers[zone]!;
  let sum = 0;
  let cost = 0;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const unit = b.layout.unitOfLead[l]!;
    if (unit === asker || b.ledBy[unit] !== l || b.layout.isStore[unit] === 1) continue;
    const room = flowAt(b, l) - Math.max(b.lo[l]!, b.on[l]!);
    // What runs for another of its products is not held back.
    if (room <= 0 || b.cost[l]! <= Math.max(0, b.sell[zone]!)) continue;
    sum += room;
    cost += room * b.cost[l]!;
  }
  reducible.room = sum;
  reducible.cost = sum > 0 ? cost / sum : 0;
}

/**
 * Cost of `extra` more at a lead with all that comes with it: a least flow that is more than is asked, where the rest is
 * stored, takes the place of what others give, or is spilt; and a start.
 */
function fullCost(b: Board, lead: number, cost: number, extra: number): number {
  const { unit, zone } = b.layout.leads[lead]!;
  const u = b.layout.units[unit]!;
  let total = cost;
  const given = flowAt(b, lead) + extra;
  const least = b.on[lead]!;
  if (given < least - EPS) {
    askReducible(b, zone, unit);
    const stored = Math.min(least - given, storeRoom(b, zone));
    const replaced = Math.min(least - given - stored, reducible.room);
    const spilt = least - given - stored - replaced;
    const paid = cost * (extra + replaced + spilt);
    total = cost < 0 ? cost : (paid - reducible.cost * replaced - Math.max(0, b.sell[zone]!) * spilt) / extra;
  }
  if (u.startCost_money > 0 && b.wasOn[unit] === 0 && b.ledBy[unit]! < 0) {
    // In a short step of its run-up it gives far less than it will: what it will give bears the start.
    const lacking = Math.min(-b.zoneNet[zone]!, u.usual_kW);
    total += u.startCost_money / (b.config.startSpread_h * Math.max(given, least, lacking));
  }
  return total;
}

/** What `costOf` is to be asked for `extra` more: the flow to which the unit would start, or `RUNNING`. */
const startsAt = (b: Board, lead: number, extra: number): number =>
  b.ledBy[b.layout.unitOfLead[lead]!]! >= 0 ? RUNNING : Math.max(extra, b.on[lead]!);

/** Cost of a candidate that could give `extra`, which is cut to `chosen.room`; Infinity where it cannot serve. */
function ask(b: Board, lead: number, extra: number, isSole: boolean): number {
  chosen.room = extra;
  // Nothing else can serve but what stands for failure: its cost need not be looked at again.
  asked.plain = b.cost[lead]!;
  if (isSole) return b.cost[lead]!;
  const cost = costOf(b, lead, startsAt(b, lead, extra));
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
 * The cheapest lead that may serve a zone's deficit, or -1. Writes `chosen`. What was first estimated counts as the least
 * that a lead can cost now: who was dearer then than the best is now is not asked.
 */
function choose(b: Board, zone: number, deficit: number): number {
  const { layout } = b;
  const producers = layout.producers[zone]!;
  const rank = layout.rank[zone]!;
  const sole = b.buyRoom[zone] === 0 && !b.careful ? layout.soleProducer[zone]! : -1;
  let best = -1;
  let bestKey = Number.POSITIVE_INFINITY;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    if (b.tries[l]! >= MAX_TRIES || b.spent[l] === 1) continue;
    const unit = layout.unitOfLead[l]!;
    const isStore = layout.isStore[unit] === 1;
    const given = rank[layout.units[unit]!.component]!;
    if (given < 0 && !isStore && b.ledBy[unit]! < 0 && b.cost[l]! >= bestKey) continue;
    let extra = Math.min(deficit, b.hi[l]! - flowAt(b, l));
    if (extra <= EPS || engaged(b, l)) continue;
    let cost = 0;
    if (isStore) {
      extra = Math.min(extra, servable(b, l, deficit));
      // What shaves a peak spares the closers: whatever is cheaper than they are serves before it.
      if (b.buyRoom[zone]! > 0 && ruleOf(b, l).target_kW < Number.POSITIVE_INFINITY) cost = b.buy[zone]!;
    } else {
      cost = ask(b, l, extra, l === sole);
      if (cost === Number.POSITIVE_INFINITY) continue;
      extra = chosen.room;
    }
    if (extra <= EPS) continue;
    const key = given >= 0 ? given - 1e9 : cost;
    if (key < bestKey) {
      best = l;
      bestKey = key;
      chosen.cost = cost;
      chosen.extra = extra;
      chosen.plain = asked.plain;
    }
  }
  return best;
}

/** Tells of every candidate for a deficit, with what it would cost where things stand. */
function survey(b: Board, zone: number, deficit: number): void {
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const isStore = b.layout.isStore[b.layout.unitOfLead[l]!] === 1;
    const room = b.hi[l]! - flowAt(b, l);
    const why = engaged(b, l)
      ? 'engaged: runs for another bus'
      : room <= EPS
        ? 'at its highest, or not available'
        : isStore && servable(b, l, deficit) <= EPS
          ? 'its rule keeps it from serving now'
          : 'could serve';
    tell(
      b,
      'candidate',
      l,
      isStore ? 0 : room > EPS ? costOf(b, l, startsAt(b, l, Math.min(room, deficit))) : Number.NaN,
      flowAt(b, l),
      why,
    );
  }
}

/** Lets go of what carries off surplus that is no longer there: a cooling tower whose chillers were held back. */
export function release(b: Board, zone: number): void {
  const takers = b.layout.takers[zone]!;
  for (let k = 0; k < takers.length; k++) {
    const l = takers[k]!;
    const before = flowAt(b, l);
    const unit = b.layout.unitOfLead[l]!;
    if (before >= -EPS || b.ledBy[unit] !== l) continue;
    // A buyer that pays more than what serves the lack is no surplus.
    if (b.layout.units[unit]!.isPriced && b.ownSell[unit]! > inputPrice(b, zone, unit)) continue;
    // No demand is cut here: that is the last thing that is done.
    const rest = b.layout.units[unit]!.isFixed ? b.rest[unit * b.stride + b.layout.portOfLead[l]!]! : 0;
    const target = Math.min(rest, b.hi[l]!, before - b.zoneNet[zone]!);
    if (b.zoneNet[zone]! >= -EPS || target - before <= EPS) return;
    set(b, l, target > -b.on[l]! ? Math.min(0, b.hi[l]!) : target);
    if (b.trace) tell(b, 'deficit', l, Number.NaN, before, 'there is less to carry off');
  }
}

/**
 * Lets a store that would charge now serve the deficit where the machine chosen for it would spill the `excess` of its
 * least output: in the steps after, the machine fills the room that this makes. Where nothing is chosen, nothing is spilt.
 */
function giveRoom(b: Board, zone: number, deficit: number, excess: number): boolean {
  if (excess <= storeRoom(b, zone) + EPS || b.sell[zone]! > 0) return false;
  const stores = b.layout.stores[zone]!;
  for (let k = 0; k < stores.length; k++) {
    const l = stores[k]!;
    const before = flowAt(b, l);
    if (phaseAt(b, ruleOf(b, l)) !== CHARGE || b.hi[l]! - before < deficit) continue;
    set(b, l, before + deficit);
    if (b.trace) tell(b, 'deficit', l, 0, before, 'gives room: the least output of any machine would be spilt');
    return true;
  }
  return false;
}

/** Lets stores serve what nothing else can, whatever their rule: a black-out is no time to keep a reserve. */
export function rescue(b: Board, zone: number): void {
  if (-b.zoneNet[zone]! - b.plannable[zone]! <= EPS) return;
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++)
    if (b.layout.units[b.layout.unitOfLead[producers[k]!]!]!.drawsNothing)
      help(b, zone, producers[k]!, 'gives what was asked for last');
  const stores = b.layout.stores[zone]!;
  for (let k = 0; k < stores.length; k++) help(b, zone, stores[k]!, 'serves whatever its rule: nothing else can');
}

/** Has a lead give what a zone still lacks, as far as it can. */
function help(b: Board, zone: number, lead: number, why: string): void {
  const lacking = -b.zoneNet[zone]! - b.plannable[zone]!;
  const before = flowAt(b, lead);
  const extra = Math.min(lacking, b.hi[lead]! - before);
  if (extra <= EPS) return;
  set(b, lead, Math.max(before + extra, b.on[lead]!));
  if (b.trace) tell(b, 'deficit', lead, 0, before, why);
}

/** Serves what a zone lacks, by cost, as long as that is cheaper than what its closers ask. */
export function serveDeficit(b: Board, zone: number): void {
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++) b.tries[producers[k]!] = 0;
  if (b.zoneNet[zone]! < -EPS) release(b, zone);
  if (b.trace && -b.zoneNet[zone]! > EPS) survey(b, zone, -b.zoneNet[zone]!);
  for (;;) {
    const deficit = -b.zoneNet[zone]!;
    if (deficit <= EPS) return;
    const l = choose(b, zone, deficit);
    if (l < 0) return;
    const { cost } = chosen;
    let { extra } = chosen;
    const { isStore, component } = b.layout.units[b.layout.unitOfLead[l]!]!;
    const room = b.buyRoom[zone]!;
    const closerPrice = deficit > room + EPS ? b.beyond[zone]! : b.buy[zone]!;
    b.tries[l]!++;
    const before = flowAt(b, l);
    if (!isStore && b.layout.rank[zone]![component]! < 0) {
      // No demand goes unserved because a least output is a waste, as long as what that takes is there.
      if ((deficit > b.plannable[zone]! + EPS ? chosen.plain : cost) >= closerPrice) {
        if (b.trace)
          tell(b, 'deficit', l, cost, before, `the bus's closer is cheaper at ${closerPrice.toPrecision(4)}`);
        b.tries[l] = MAX_TRIES;
        continue;
      }
      // What is dearer than the closer serves no more than the closer cannot.
      if (room > 0 && cost >= b.buy[zone]!) extra = Math.min(extra, deficit - room);
    }
    const asked = before + extra;
    const target = asked < b.on[l]! ? b.on[l]! : asked;
    if (target - asked > EPS && giveRoom(b, zone, deficit, target - asked)) continue;
    set(b, l, target);
    if (b.trace)
      tell(
        b,
        'deficit',
        l,
        cost,
        before,
        target > asked ? 'runs at its least output' : isStore ? 'its rule serves now' : 'cheapest for what is lacking',
      );
  }
}
