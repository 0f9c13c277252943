import { block, nextBlock, SPARE, worthAtClosers } from './blocks.ts';
import { type Board, EPS, flowAt, isValued, storeRoom } from './board.ts';
import { FIX, type Lead, PAST, PER, SLOPE, type Unit, type Zone } from './parts.ts';
import { askUsers, costNow, drawnFrom, heldBackFrom, MINOR, users } from './users.ts';

/**
 * Price of taking one more unit from a zone; `block.room` says how much there is at it. Remembered until a flow or a cost
 * of the zone changes.
 */
export function inputPrice(b: Board, zone: Zone, asker: Unit): number {
  const isOwn = asker.feedsEarly;
  if (zone.isCurrent && !isOwn) {
    block.price = zone.price;
    block.room = zone.priceRoom;
    block.fails = zone.priceFails;
    return block.price;
  }
  const { net } = zone;
  if (net > SPARE) {
    const beyond = net - zone.sellRoom;
    block.price = beyond > SPARE ? zone.spilt : zone.sell;
    block.room = beyond > SPARE ? beyond : net;
    block.fails = false;
  } else {
    nextBlock(b, zone, Math.max(0, -net), asker);
    block.price = takenAt(zone, block.price);
  }
  if (zone.isKnown && !isOwn) {
    zone.isCurrent = true;
    zone.price = block.price;
    zone.priceRoom = block.room;
    zone.priceFails = block.fails;
  }
  return block.price;
}

/**
 * What costs less than nothing, for what comes beside it is needed, is made all the same where closers take what nobody
 * draws: what is drawn of it saves no more than they pay to be rid of it, and what replaces it leaves it to them.
 */
const takenAt = ({ sell }: Zone, price: number): number => (price < 0 ? Math.max(price, Math.min(0, sell)) : price);
const replacing = ({ sell }: Zone, price: number): number => (price < 0 ? Math.max(price, sell) : price);

/** What `outputWorth` found beside the worth: how much is worth that, and what more than that is worth. */
const giving = { room: 0, beyond: 0 };

/**
 * Worth of giving one more unit to a zone: what it saves there, now or later. What is made from the zone `source` is not
 * counted as saved: one chiller would only take the place of another.
 */
export function outputWorth(b: Board, zone: Zone, asker: Unit, source: Zone | null = null): number {
  const { net, sell } = zone;
  giving.room = Number.POSITIVE_INFINITY;
  giving.beyond = sell;
  if (!zone.isKnown) return Math.max(0, sell);
  if (net < -SPARE) {
    nextBlock(b, zone, -net - SPARE, asker);
    giving.room = block.used + SPARE;
    if (giving.room < -net - SPARE) giving.beyond = replacing(zone, block.before);
    // What is more than is lacking may be stored in place of what else would be.
    else if (storeRoom(zone) > EPS && !block.fails) giving.beyond = Math.max(sell, b.config.storedWorth * block.price);
    return block.fails ? worthOfLack(b, zone, asker) : replacing(zone, block.price);
  }
  const atClosers = worthAtClosers(zone);
  let worth = atClosers;
  if (worth === sell && worth > zone.spilt) {
    giving.room = zone.sellRoom - net;
    giving.beyond = zone.spilt;
  } else giving.beyond = worth;
  if (zone.isSink) return worth;
  const { producers } = zone;
  for (let k = 0; k < producers.length; k++) {
    const lead = producers[k]!;
    const { unit } = lead;
    if (unit.ledBy !== lead || unit === asker || unit.isStore) continue;
    if (source !== null && drawnFrom(lead, source) > MINOR) continue;
    if (asker.isRestedOn && lead.restsOn?.[asker.id] === 1) continue;
    const room = heldBackFrom(lead);
    const cost = costNow(lead);
    if (room <= EPS || cost <= worth) continue;
    worth = cost;
    giving.room = room;
    giving.beyond = atClosers;
  }
  const room = storeRoom(zone);
  if (room > EPS) {
    const valued = bestTake(zone);
    if (Number.isNaN(valued)) nextBlock(b, zone, 0, null);
    const stored = Number.isNaN(valued) ? block.price * b.config.storedWorth : valued;
    if (stored < Number.POSITIVE_INFINITY && stored > worth) {
      worth = stored;
      giving.room = room;
      giving.beyond = atClosers;
    }
  }
  return worth;
}

/** The most that a store with room takes a unit for, by a plan; NaN where none says. */
function bestTake({ stores }: Zone): number {
  let best = Number.NaN;
  for (const lead of stores)
    if (isValued(lead) && flowAt(lead) - lead.lo > EPS && !(lead.take <= best)) best = lead.take;
  return best;
}

/**
 * What a unit is worth where only a closer of last resort would give it. Machines that draw on the zone need not run: as far
 * as they are what lacks it, it is worth no more than what they make of it would cost otherwise. Bounds `giving.room`.
 */
function worthOfLack(b: Board, zone: Zone, asker: Unit): number {
  const { beyond } = zone;
  if (!askUsers(b, zone, asker)) return beyond;
  const worth = Math.max(0, Math.min(beyond, users.worth));
  const others = giving.room - users.drawn;
  if (others > EPS) giving.room = others;
  giving.beyond = others > EPS ? worth : Math.min(giving.beyond, worth);
  return others > EPS ? beyond : worth;
}

/** Units of product that come with a unit of flow at a lead. */
function products({ unit: { isProduct }, per }: Lead): number {
  let sum = 0;
  for (let p = 0; p < per.length; p++) if (isProduct[p] === 1) sum += per[p]!;
  return sum;
}

/**
 * What `costOf` found beside the cost: how much more the lead can give at it, how much more until a by-product is worth less
 * and what a unit costs beyond that, and whether an input would be lacking.
 */
export const offer = { room: 0, useful: 0, beyond: 0, fails: false };

/** Asks `costOf` for the mean of a unit's full output (or up to its kink), or for one more unit of what runs already. */
export const AT_MOST = -1;
export const RUNNING = 0;
/** Asks for one more unit past the kink. */
const PAST_KINK = -2;

/**
 * Cost of one more unit at a lead: what its inputs cost and its by-products are worth where things stand, the carbon that
 * it emits, and operation and maintenance. `target` is the flow to which it would start, `RUNNING` or `AT_MOST`: between its least output and its
 * most (or its kink), a machine is taken to draw a fixed amount and so much for each unit of output. Writes to `offer` how
 * far that cost holds.
 */
export function costOf(b: Board, lead: Lead, target = AT_MOST): number {
  const { unit, port, per, slope, fix, past, co2, kink } = lead;
  const { om, zones } = unit;
  let cost = unit.ownBuy;
  if (om !== 0) cost += om * products(lead);
  let at = target;
  offer.room = offer.useful = Number.POSITIVE_INFINITY;
  if (kink > 0 && at !== PAST_KINK) {
    const left = kink - flowAt(lead);
    if (left <= EPS) at = PAST_KINK;
    else {
      offer.room = left;
      if (at > kink) at = kink;
    }
  }
  let beyond = cost;
  if (unit.emitted.length > 0) {
    const { carbonPrice_money_per_kg: price } = b.config;
    const more = co2[at === PAST_KINK ? PAST : SLOPE]!;
    cost += price * (at === AT_MOST ? co2[PER]! : at > 0 ? more + co2[FIX]! / at : more);
    beyond += price * more;
  }
  let fails = false;
  for (let p = 0; p < per.length; p++) {
    const more = at === PAST_KINK ? past[p]! : slope[p]!;
    const flow = at === AT_MOST ? per[p]! : at > 0 ? more + fix[p]! / at : more;
    if (flow === 0 || p === port) continue;
    const zone = zones[p]!;
    if (zone === null) continue;
    if (flow < 0) {
      const price = inputCost(b, lead, zone, -flow, at);
      cost -= flow * price;
      beyond -= more * price;
      if (flow < -MINOR) fails ||= block.fails;
    } else {
      const worth = byProductWorth(b, lead, zone, flow, at);
      cost -= flow * worth;
      beyond -= more * (giving.room < Number.POSITIVE_INFINITY ? giving.beyond : worth);
    }
  }
  offer.beyond = beyond;
  offer.fails = fails;
  return cost;
}

/** Whether a step is all run-up for a machine that starts: it gives far less than it will. */
export const isRunUp = ({ on, hi, unit: { usual_kW } }: Lead): boolean => on >= hi - EPS && hi < usual_kW;

/** Least output of a machine that starts: in a step that is all run-up it is judged by what it will give. */
const leastOf = (lead: Lead): number => (isRunUp(lead) ? lead.unit.usual_kW : lead.on);

/**
 * Price of an input of which `draw` goes into each unit at a lead; bounds `offer.room` by how far it holds. A machine that
 * starts draws at least what its least output takes, and the mean price of that is what counts.
 */
function inputCost(b: Board, lead: Lead, zone: Zone, draw: number, at: number): number {
  const asker = lead.unit;
  const price = inputPrice(b, zone, asker);
  // What is small beside the lead (a pump) may well change its price on the way: it does not bound the offer.
  if (draw < MINOR) return price;
  const { room, fails } = block;
  const least = at > 0 ? draw * leastOf(lead) : 0;
  if (room >= least) {
    offer.room = Math.min(offer.room, room / draw);
    return price;
  }
  nextBlock(b, zone, Math.max(0, -zone.net) + (zone.net > SPARE ? 0 : room), asker);
  block.price = takenAt(zone, block.price);
  block.fails ||= fails;
  offer.room = Math.min(offer.room, lead.on);
  return (room * price + (least - room) * block.price) / least;
}

/**
 * Worth of a by-product of which `flow` comes with each unit at a lead; bounds `offer.room` by how far it holds. A machine
 * that starts gives at least what comes with its least output, and the mean worth of that is what counts.
 */
function byProductWorth(b: Board, lead: Lead, zone: Zone, flow: number, at: number): number {
  const worth = outputWorth(b, zone, lead.unit);
  if (flow < MINOR) return worth;
  const { room, beyond } = giving;
  const least = at > 0 ? flow * leastOf(lead) : 0;
  offer.useful = Math.min(offer.useful, Math.max(room, SPARE) / flow);
  if (room >= least) {
    offer.room = Math.min(offer.room, offer.useful);
    return worth;
  }
  offer.room = Math.min(offer.room, lead.on);
  return (room * worth + (least - room) * Math.min(worth, beyond)) / least;
}

/**
 * First estimates, from the sources down to the users. By-products find a price only once the zones below are known, so
 * leads that have some are estimated again, and so is what draws on a zone that was not known yet.
 */
export function estimateCosts(b: Board): void {
  const { order, leads, joint } = b.layout;
  for (let l = 0; l < leads.length; l++) leads[l]!.cost = Number.POSITIVE_INFINITY;
  for (let k = 0; k < order.length; k++) order[k]!.isKnown = order[k]!.isCurrent = false;
  for (let k = order.length - 1; k >= 0; k--) {
    const zone = order[k]!;
    const { producers } = zone;
    // Where nobody asks the price and there is no choice, being able to serve is all that counts.
    const isPlain = !b.careful && zone.isEnd && zone.soleProducer !== null && zone.buyRoom === 0;
    for (let n = 0; n < producers.length; n++) {
      if (isPlain) producers[n]!.cost = 0;
      else estimate(b, producers[n]!);
    }
    zone.isKnown = true;
  }
  for (let n = 0; n < joint.length; n++) estimate(b, joint[n]!);
}

function estimate(b: Board, lead: Lead): void {
  if (lead.unit.isStore) lead.cost = 0;
  else if (lead.hi > EPS) {
    lead.cost = priced(costOf(b, lead));
    lead.room = Number.POSITIVE_INFINITY;
    if (lead.isJoint || lead.kink > 0) estimateBeyond(b, lead);
    lead.zone!.isCurrent = false;
  }
}

const priced = (cost: number): number => (Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost);

/** How far the estimate of a lead's cost holds, by its kink or by what its by-products are of use for, and the cost beyond. */
function estimateBeyond(b: Board, lead: Lead): void {
  const { hi, kink, cost } = lead;
  const bends = kink > 0 && kink <= offer.useful;
  const room = bends ? kink : offer.useful;
  if (room >= hi - EPS) return;
  lead.room = room;
  const beyond = bends ? costOf(b, lead, PAST_KINK) : offer.beyond;
  lead.beyond = Math.max(cost, priced(beyond));
}
