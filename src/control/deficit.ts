import { type Board, EPS, flowAt, set, storeRoom, tell } from './board.ts';
import { CHARGE, IDLE, SELF_USE, type StoreRule } from './config.ts';
import { block, costOf, inputPrice, offer } from './prices.ts';

/** How often one lead may be asked again within a deficit: its price changes as cheap supply runs out. */
const MAX_TRIES = 12;

export function ruleOf(b: Board, lead: number): StoreRule {
  const { unit } = b.layout.leads[lead]!;
  return b.config.stores.get(b.layout.units[unit]!.component) ?? SELF_USE;
}

/** A store that can take less than this share of what it can give counts as full. */
const FULL = 0.05;

const phaseAt = (b: Board, rule: StoreRule): number => (rule.phase === null ? -1 : rule.phase[b.step]!);

/** How much of a deficit a store's rule lets it serve. */
function servable(b: Board, lead: number, deficit: number): number {
  const rule = ruleOf(b, lead);
  const phase = phaseAt(b, rule);
  // A store that is full in its charging period gives room rather than let a machine run below its least output.
  if (phase === CHARGE && -b.lo[lead]! > FULL * b.hi[lead]!) return 0;
  if (phase === IDLE) return 0;
  return rule.target_kW === Number.POSITIVE_INFINITY ? deficit : deficit - rule.target_kW;
}

/** True where the unit runs in a way that the lead has no part in: a heat pump that heats cannot cool. */
function engaged(b: Board, lead: number): boolean {
  const by = b.ledBy[b.layout.unitOfLead[lead]!]!;
  return by >= 0 && by !== lead && b.per[by * b.stride + b.layout.portOfLead[lead]!] === 0;
}

/** The candidate that `choose` found: its cost with what it wastes, and how much it is to give. */
const chosen = { cost: 0, extra: 0, room: 0 };

/** What the other producers of a zone could hold back. */
function reducible(b: Board, zone: number, asker: number): number {
  const producers = b.layout.producers[zone]!;
  let sum = 0;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const unit = b.layout.unitOfLead[l]!;
    if (unit === asker || b.ledBy[unit] !== l || b.layout.isStore[unit] === 1) continue;
    sum += Math.max(0, flowAt(b, l) - Math.max(b.lo[l]!, b.on[l]!));
  }
  return sum;
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
    const useful = extra + Math.min(least - given, storeRoom(b, zone) + reducible(b, zone, unit));
    const spilt = least - useful - flowAt(b, lead);
    total = (cost * (useful + spilt) - Math.max(0, b.sell[zone]!) * spilt) / useful;
    if (cost < 0) total = cost;
  }
  if (u.startCost_money > 0 && b.wasOn[unit] === 0 && b.ledBy[unit]! < 0)
    total += u.startCost_money / (b.config.startSpread_h * Math.max(given, least));
  return total;
}

/** Cost of a candidate that could give `extra`, which is cut to `chosen.room`; Infinity where it cannot serve. */
function ask(b: Board, lead: number, extra: number, isSole: boolean): number {
  chosen.room = extra;
  // Nothing else can serve but what stands for failure: its cost need not be looked at again.
  if (isSole) return b.cost[lead]!;
  const cost = costOf(b, lead);
  if (!(cost < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  chosen.room = Math.min(extra, offer.room);
  return chosen.room > EPS ? fullCost(b, lead, cost, chosen.room) : Number.POSITIVE_INFINITY;
}

/**
 * The cheapest lead that may serve a zone's deficit, or -1. Writes `chosen`. What was first estimated counts as the least
 * that a lead can cost now: who was dearer then than the best is now is not asked.
 */
function choose(b: Board, zone: number, deficit: number): number {
  const { layout } = b;
  const producers = layout.producers[zone]!;
  const rank = layout.rank[zone]!;
  const sole = b.buyRoom[zone] === 0 ? layout.soleProducer[zone]! : -1;
  let best = -1;
  let bestKey = Number.POSITIVE_INFINITY;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    if (b.tries[l]! >= MAX_TRIES) continue;
    const unit = layout.unitOfLead[l]!;
    const isStore = layout.isStore[unit] === 1;
    const given = rank[layout.units[unit]!.component]!;
    if (given < 0 && !isStore && b.cost[l]! >= bestKey) continue;
    let extra = Math.min(deficit, b.hi[l]! - flowAt(b, l));
    if (extra <= EPS || engaged(b, l)) continue;
    let cost = 0;
    if (isStore) extra = Math.min(extra, servable(b, l, deficit));
    else {
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
    tell(b, 'candidate', l, isStore ? 0 : room > EPS ? costOf(b, l) : Number.NaN, flowAt(b, l), why);
  }
}

/** Lets go of what carries off surplus that is no longer there: a cooling tower whose chillers were held back. */
export function release(b: Board, zone: number): void {
  const takers = b.layout.takers[zone]!;
  for (let k = 0; k < takers.length; k++) {
    const l = takers[k]!;
    const before = flowAt(b, l);
    if (before >= -EPS || b.ledBy[b.layout.unitOfLead[l]!] !== l) continue;
    const target = Math.min(0, b.hi[l]!, before - b.zoneNet[zone]!);
    if (b.zoneNet[zone]! >= -EPS || target - before <= EPS) return;
    set(b, l, target > -b.on[l]! ? Math.min(0, b.hi[l]!) : target);
    if (b.trace) tell(b, 'deficit', l, Number.NaN, before, 'there is less to carry off');
  }
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
    const { cost, extra } = chosen;
    const isStore = b.layout.units[b.layout.leads[l]!.unit]!.isStore;
    const closerPrice = deficit > b.buyRoom[zone]! + EPS ? b.beyond[zone]! : b.buy[zone]!;
    b.tries[l]!++;
    const before = flowAt(b, l);
    if (
      !isStore &&
      cost >= closerPrice &&
      b.layout.rank[zone]![b.layout.units[b.layout.leads[l]!.unit]!.component]! < 0
    ) {
      if (b.trace) tell(b, 'deficit', l, cost, before, `the bus's closer is cheaper at ${closerPrice.toPrecision(4)}`);
      b.tries[l] = MAX_TRIES;
      continue;
    }
    const asked = before + extra;
    const target = asked < b.on[l]! ? b.on[l]! : asked;
    set(b, l, target);
    if (b.trace)
      tell(b, 'deficit', l, cost, before, target > asked ? 'runs at its least output' : 'cheapest for what is lacking');
  }
}

/** What the producers and closers of a zone could still give; a closer of last resort is not counted. */
function spare(b: Board, zone: number): number {
  const producers = b.layout.producers[zone]!;
  let sum = Math.max(0, b.plannable[zone]! - Math.max(0, -b.zoneNet[zone]!));
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    if (b.layout.units[b.layout.leads[l]!.unit]!.isStore || engaged(b, l)) continue;
    if (b.cost[l]! < Number.POSITIVE_INFINITY) sum += b.hi[l]! - flowAt(b, l);
  }
  return sum;
}

/** Fills the stores whose rule charges now, with what can be had, and serves what that adds to the zone. */
export function fillStores(b: Board, zone: number): void {
  const stores = b.layout.stores[zone]!;
  for (let k = 0; k < stores.length; k++) {
    const l = stores[k]!;
    const rule = ruleOf(b, l);
    const shaves = rule.target_kW < Number.POSITIVE_INFINITY;
    const before = flowAt(b, l);
    if (before > EPS || (phaseAt(b, rule) !== CHARGE && !shaves)) continue;
    let room = Math.min(before - b.lo[l]!, spare(b, zone));
    if (shaves) room = Math.min(room, rule.target_kW + b.zoneNet[zone]!);
    if (room <= EPS) continue;
    set(b, l, before - room);
    if (b.trace) tell(b, 'fill', l, Number.NaN, before, shaves ? 'charges below the target' : 'charges in this period');
    serveDeficit(b, zone);
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
