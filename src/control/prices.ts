import { block, nextBlock, SPARE, worthAtClosers } from './blocks.ts';
import { type Board, EPS, flowAt, storeRoom } from './board.ts';

/**
 * Price of taking one more unit from a zone; `block.room` says how much there is at it. Remembered until a flow or a cost
 * of the zone changes.
 */
export function inputPrice(b: Board, zone: number, asker: number): number {
  const isOwn = b.layout.feedsEarly[asker] === 1;
  if (b.isCurrent[zone] === 1 && !isOwn) {
    block.price = b.price[zone]!;
    block.room = b.priceRoom[zone]!;
    block.fails = b.priceFails[zone] === 1;
    return block.price;
  }
  const net = b.zoneNet[zone]!;
  if (net > SPARE) {
    const beyond = net - b.sellRoom[zone]!;
    block.price = beyond > SPARE ? b.spilt[zone]! : b.sell[zone]!;
    block.room = beyond > SPARE ? beyond : net;
    block.fails = false;
  } else nextBlock(b, zone, Math.max(0, -net), asker);
  if (b.isKnown[zone] === 1 && !isOwn) {
    b.isCurrent[zone] = 1;
    b.price[zone] = block.price;
    b.priceRoom[zone] = block.room;
    b.priceFails[zone] = block.fails ? 1 : 0;
  }
  return block.price;
}

/** What `outputWorth` found beside the worth: how much is worth that, and what more than that is worth. */
const giving = { room: 0, beyond: 0 };

/**
 * Worth of giving one more unit to a zone: what it saves there, now or later. What is made from the zone `source` is not
 * counted as saved: one chiller would only take the place of another.
 */
export function outputWorth(b: Board, zone: number, asker: number, source = -1): number {
  giving.room = Number.POSITIVE_INFINITY;
  giving.beyond = b.sell[zone]!;
  if (b.isKnown[zone] === 0) return Math.max(0, b.sell[zone]!);
  const net = b.zoneNet[zone]!;
  if (net < -SPARE) {
    nextBlock(b, zone, -net - SPARE, asker);
    giving.room = -net;
    return block.fails ? b.beyond[zone]! : block.price;
  }
  const atClosers = worthAtClosers(b, zone);
  let worth = atClosers;
  if (worth === b.sell[zone]! && worth > b.spilt[zone]!) {
    giving.room = b.sellRoom[zone]! - net;
    giving.beyond = b.spilt[zone]!;
  } else giving.beyond = worth;
  if (b.layout.isSink[zone] === 1) return worth;
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const unit = b.layout.unitOfLead[l]!;
    if (b.ledBy[unit] !== l || unit === asker || b.layout.isStore[unit] === 1) continue;
    if (source >= 0 && drawnFrom(b, l, source) > MINOR) continue;
    const room = flowAt(b, l) - Math.max(b.lo[l]!, b.on[l]!);
    if (room <= EPS || b.cost[l]! <= worth) continue;
    worth = b.cost[l]!;
    giving.room = room;
    giving.beyond = atClosers;
  }
  const room = storeRoom(b, zone);
  if (room > EPS) {
    nextBlock(b, zone, 0, -1);
    const stored = block.price * b.config.storedWorth;
    if (stored < Number.POSITIVE_INFINITY && stored > worth) {
      worth = stored;
      giving.room = room;
      giving.beyond = atClosers;
    }
  }
  return worth;
}

/** Units of product that come with a unit of flow at a lead. */
function products(b: Board, lead: number, unit: number): number {
  const { isProduct, portCount } = b.layout.units[unit]!;
  let sum = 0;
  for (let p = 0; p < portCount; p++) if (isProduct[p] === 1) sum += b.per[lead * b.stride + p]!;
  return sum;
}

/** Inputs below this share of the lead's flow are auxiliary. */
export const MINOR = 0.1;

/** What a unit of flow at a lead draws from a zone. */
export function drawnFrom(b: Board, lead: number, zone: number): number {
  const { layout, stride } = b;
  const unit = layout.unitOfLead[lead]!;
  let sum = 0;
  for (let p = 0; p < layout.portCount[unit]!; p++)
    if (layout.zoneOfPort[unit * stride + p] === zone) sum -= b.per[lead * stride + p]!;
  return sum;
}

/** What `costOf` found beside the cost: how much more the lead can give at it, and whether an input would be lacking. */
export const offer = { room: 0, fails: false };

/** Asks `costOf` for the mean of a unit's full output, or for one more unit of output of what runs already. */
export const AT_MOST = -1;
export const RUNNING = 0;

/**
 * Cost of one more unit at a lead: what its inputs cost and its by-products are worth where things stand, and operation
 * and maintenance. `at` is the flow to which it would start, `RUNNING` or `AT_MOST`: between its least output and its most,
 * a machine is taken to draw a fixed amount and so much for each unit of output. Writes to `offer` how far that cost holds.
 */
export function costOf(b: Board, lead: number, at = AT_MOST): number {
  const { layout, stride } = b;
  const unit = layout.unitOfLead[lead]!;
  const port = layout.portOfLead[lead]!;
  const om = b.om[unit]!;
  let cost = b.ownBuy[unit]!;
  if (om !== 0) cost += om * products(b, lead, unit);
  offer.room = Number.POSITIVE_INFINITY;
  let fails = false;
  const count = layout.portCount[unit]!;
  for (let p = 0, slot = lead * stride, zoneAt = unit * stride; p < count; p++, slot++, zoneAt++) {
    const flow = at === AT_MOST ? b.per[slot]! : at === RUNNING ? b.slope[slot]! : b.slope[slot]! + b.fix[slot]! / at;
    if (flow === 0 || p === port) continue;
    const zone = layout.zoneOfPort[zoneAt]!;
    if (zone < 0) continue;
    if (flow < 0) {
      cost -= flow * inputCost(b, lead, zone, -flow, at);
      if (flow < -MINOR) fails ||= block.fails;
    } else cost -= flow * byProductWorth(b, lead, zone, flow, at);
  }
  offer.fails = fails;
  return cost;
}

/** Least output of a machine that starts: in a step that is all run-up it is judged by what it will give. */
function leastOf(b: Board, lead: number): number {
  const usual = b.layout.units[b.layout.unitOfLead[lead]!]!.usual_kW;
  return b.on[lead]! >= b.hi[lead]! - EPS && b.hi[lead]! < usual ? usual : b.on[lead]!;
}

/**
 * Price of an input of which `draw` goes into each unit at a lead; bounds `offer.room` by how far it holds. A machine that
 * starts draws at least what its least output takes, and the mean price of that is what counts.
 */
function inputCost(b: Board, lead: number, zone: number, draw: number, at: number): number {
  const asker = b.layout.unitOfLead[lead]!;
  const price = inputPrice(b, zone, asker);
  // What is small beside the lead (a pump) may well change its price on the way: it does not bound the offer.
  if (draw < MINOR) return price;
  const { room, fails } = block;
  const least = at > 0 ? draw * leastOf(b, lead) : 0;
  if (room >= least) {
    offer.room = Math.min(offer.room, room / draw);
    return price;
  }
  nextBlock(b, zone, Math.max(0, -b.zoneNet[zone]!) + (b.zoneNet[zone]! > SPARE ? 0 : room), asker);
  block.fails ||= fails;
  offer.room = Math.min(offer.room, b.on[lead]!);
  return (room * price + (least - room) * block.price) / least;
}

/**
 * Worth of a by-product of which `flow` comes with each unit at a lead; bounds `offer.room` by how far it holds. A machine
 * that starts gives at least what comes with its least output, and the mean worth of that is what counts.
 */
function byProductWorth(b: Board, lead: number, zone: number, flow: number, at: number): number {
  const worth = outputWorth(b, zone, b.layout.unitOfLead[lead]!);
  if (flow < MINOR) return worth;
  const { room, beyond } = giving;
  const least = at > 0 ? flow * leastOf(b, lead) : 0;
  if (room >= least) {
    offer.room = Math.min(offer.room, Math.max(room, SPARE) / flow);
    return worth;
  }
  offer.room = Math.min(offer.room, b.on[lead]!);
  return (room * worth + (least - room) * Math.min(worth, beyond)) / least;
}

/**
 * First estimates, from the sources down to the users. By-products find a price only once the zones below are known, so
 * leads that have some are estimated again, and so is what draws on a zone that was not known yet.
 */
export function estimateCosts(b: Board): void {
  const { order, producers } = b.layout;
  b.cost.fill(Number.POSITIVE_INFINITY);
  b.isKnown.fill(0);
  b.isCurrent.fill(0);
  for (let k = order.length - 1; k >= 0; k--) {
    const zone = order[k]!;
    const leads = producers[zone]!;
    // Where nobody asks the price and there is no choice, being able to serve is all that counts.
    const isPlain =
      !b.careful && b.layout.isEnd[zone] === 1 && b.layout.soleProducer[zone]! >= 0 && b.buyRoom[zone] === 0;
    for (let n = 0; n < leads.length; n++) {
      if (isPlain) b.cost[leads[n]!] = 0;
      else estimate(b, leads[n]!);
    }
    b.isKnown[zone] = 1;
  }
  const { joint } = b.layout;
  for (let n = 0; n < joint.length; n++) estimate(b, joint[n]!);
}

function estimate(b: Board, lead: number): void {
  if (b.layout.isStore[b.layout.unitOfLead[lead]!] === 1) b.cost[lead] = 0;
  else if (b.hi[lead]! > EPS) {
    const cost = costOf(b, lead);
    b.cost[lead] = Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost;
    b.isCurrent[b.layout.zoneOfLead[lead]!] = 0;
  }
}
