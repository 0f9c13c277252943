import { clamp } from '../core/math.ts';
import { worthAtClosers } from './blocks.ts';
import { type Board, EPS, flowAt, set, storeRoom, tell } from './board.ts';
import { release } from './deficit.ts';
import { costOf, drawnFrom, MINOR, offer, outputWorth } from './prices.ts';

/** Whether a by-product of what a lead gives is all that keeps another zone from lacking what no ordinary closer has. */
function keepsFromLack(b: Board, lead: number, zone: number): boolean {
  const { layout, stride } = b;
  const unit = layout.unitOfLead[lead]!;
  for (let p = 0, at = unit * stride; p < layout.portCount[unit]!; p++, at++) {
    const to = layout.zoneOfPort[at]!;
    if (to < 0 || to === zone || b.flow[at]! <= EPS) continue;
    if (b.flow[at]! - b.zoneNet[to]! > b.plannable[to]! + EPS && b.demand[to]! > EPS) return true;
  }
  return false;
}

/** Takes back what was given at a cost, dearest first: surplus that came as a by-product makes it needless. */
function backOff(b: Board, zone: number): void {
  const producers = b.layout.producers[zone]!;
  for (let n = 0; n < producers.length; n++) {
    const surplus = b.zoneNet[zone]!;
    if (surplus <= EPS) return;
    let dearest = -1;
    // What runs for this zone alone stops where nobody pays for more; its other products will call it back if they pay.
    const paid = worthAtClosers(b, zone);
    let cost = paid > 0 ? paid : Number.NEGATIVE_INFINITY;
    for (let k = 0; k < producers.length; k++) {
      const l = producers[k]!;
      const { unit } = b.layout.leads[l]!;
      if (b.layout.units[unit]!.isStore || b.ledBy[unit] !== l || b.tries[l] === DONE) continue;
      if (flowAt(b, l) - Math.max(0, b.lo[l]!) > EPS && b.cost[l]! > cost && !keepsFromLack(b, l, zone)) {
        dearest = l;
        cost = b.cost[l]!;
      }
    }
    if (dearest < 0) return;
    const before = flowAt(b, dearest);
    const floor = Math.max(0, b.lo[dearest]!);
    // What is paid for less than it cost is needless altogether; else only what nobody pays for.
    const sold = b.sell[zone]! > 0 && cost <= b.sell[zone]! ? b.sellRoom[zone]! : 0;
    let target = Math.max(floor, before - (surplus - sold));
    if (target < b.on[dearest]! - EPS && target > EPS) target = Math.min(before, b.on[dearest]!);
    b.tries[dearest] = DONE;
    if (before - target <= EPS) continue;
    set(b, dearest, target);
    if (b.trace) tell(b, 'surplus', dearest, cost, before, 'backs off before a by-product');
  }
}
const DONE = 255;

function charge(b: Board, zone: number): void {
  const stores = b.layout.stores[zone]!;
  for (let k = 0; k < stores.length; k++) {
    const surplus = b.zoneNet[zone]!;
    if (surplus <= EPS) return;
    const l = stores[k]!;
    const before = flowAt(b, l);
    const target = Math.max(b.lo[l]!, before - surplus);
    if (before - target <= EPS) continue;
    set(b, l, target);
    if (b.trace) tell(b, 'surplus', l, Number.NaN, before, 'stores what is to spare');
  }
}

/**
 * How much a zone can take of something made from surplus of the zone `source`: what it lacks, what its stores hold,
 * and what it can hold back that is not made from the same. */
function outputRoom(b: Board, zone: number, source: number): number {
  if (worthAtClosers(b, zone) > 0) return Number.POSITIVE_INFINITY;
  const producers = b.layout.producers[zone]!;
  let room = storeRoom(b, zone) - b.zoneNet[zone]!;
  for (let k = 0; k < producers.length; k++) {
    const l = producers[k]!;
    const { unit } = b.layout.leads[l]!;
    if (!b.layout.units[unit]!.isStore && b.ledBy[unit] === l && drawnFrom(b, l, source) <= MINOR)
      room += flowAt(b, l) - Math.max(0, b.lo[l]!);
  }
  return room;
}

/** Whether a lead runs otherwise, or has no more to give. */
const isTaken = (b: Board, lead: number): boolean => {
  const by = b.ledBy[b.layout.unitOfLead[lead]!]!;
  return (by >= 0 && by !== lead) || b.hi[lead]! - flowAt(b, lead) <= EPS;
};

/** Tells of everything that could make use of a zone's surplus, and why it may not. */
function survey(b: Board, zone: number): void {
  const { stores, consumers, takers, unitOfLead, zoneOfLead } = b.layout;
  for (const l of stores[zone]!)
    tell(b, 'candidate', l, Number.NaN, flowAt(b, l), flowAt(b, l) - b.lo[l]! > EPS ? 'could store' : 'is full');
  for (const l of consumers[zone]!) {
    const perUnit = drawnFrom(b, l, zone);
    if (!isTaken(b, l) && (perUnit <= EPS || !isMainInput(b, l, perUnit))) continue;
    const cost = isTaken(b, l) ? Number.NaN : costOf(b, l);
    const worth = outputWorth(b, zoneOfLead[l]!, unitOfLead[l]!, zone);
    const why = isTaken(b, l)
      ? 'runs otherwise, at its highest, or not available'
      : outputRoom(b, zoneOfLead[l]!, zone) <= EPS
        ? 'nobody could use more of what it makes'
        : worth - cost <= EPS * perUnit
          ? `what it makes is worth ${worth.toPrecision(4)}, which is less than its cost`
          : `could make what is worth ${worth.toPrecision(4)}`;
    tell(b, 'candidate', l, cost, flowAt(b, l), why);
  }
  for (const l of takers[zone]!)
    if (b.layout.units[unitOfLead[l]!]!.isRejector)
      tell(
        b,
        'candidate',
        l,
        Number.NaN,
        flowAt(b, l),
        flowAt(b, l) - b.lo[l]! > EPS ? 'could carry off' : 'carries off all it can',
      );
}

/** Turns surplus into something worth more than the zone's closers pay for it, best use first. */
function convert(b: Board, zone: number): void {
  const consumers = b.layout.consumers[zone]!;
  for (let k = 0; k < consumers.length; k++) b.tries[consumers[k]!] = 0;
  for (let n = 0; n < consumers.length; n++) {
    const surplus = b.zoneNet[zone]!;
    if (surplus <= EPS) return;
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    let bestRoom = 0;
    // What would be spilt is worth storing, though what it replaces later may then be free as well.
    const isSpilt = worthAtClosers(b, zone) <= 0;
    for (let k = 0; k < consumers.length; k++) {
      const l = consumers[k]!;
      if (b.tries[l] === DONE || isTaken(b, l)) continue;
      const { unit, zone: to } = b.layout.leads[l]!;
      const perUnit = drawnFrom(b, l, zone);
      if (perUnit <= EPS || !isMainInput(b, l, perUnit) || outputRoom(b, to, zone) <= EPS) continue;
      const gain = (outputWorth(b, to, unit, zone) - costOf(b, l)) / perUnit;
      const least = isSpilt && storeRoom(b, to) > EPS ? -EPS : EPS;
      if (gain > least && gain > bestGain) {
        best = l;
        bestGain = gain;
        bestRoom = offer.room;
      }
    }
    if (best < 0) return;
    b.tries[best] = DONE;
    const before = flowAt(b, best);
    const room = Math.min(bestRoom, outputRoom(b, b.layout.leads[best]!.zone, zone));
    const target = Math.min(b.hi[best]!, before + Math.min(surplus / drawnFrom(b, best, zone), room));
    if (target < b.on[best]! - EPS || target - before <= EPS) {
      if (b.trace) tell(b, 'surplus', best, Number.NaN, before, 'its least output is more than could be used');
      continue;
    }
    set(b, best, target);
    if (b.trace) tell(b, 'surplus', best, -bestGain, before, 'makes something of what is to spare');
    charge(b, b.layout.leads[best]!.zone);
  }
}

/** Whether what a lead draws from the zone is most of what it draws at all: the pump of a pipe is not. */
function isMainInput(b: Board, lead: number, perUnit: number): boolean {
  const u = b.layout.units[b.layout.leads[lead]!.unit]!;
  let sum = 0;
  for (let p = 0; p < u.portCount; p++) sum += Math.max(0, -b.per[lead * b.stride + p]!);
  return perUnit >= 0.5 * sum;
}

/**
 * Takers that give to no bus (cooling towers) carry off what is left, in equal shares as far as they go: a fan at half its
 * flow draws far less than half. Others would be led by their product.
 */
function reject(b: Board, zone: number): void {
  const takers = b.layout.takers[zone]!;
  let left = 0;
  for (let k = 0; k < takers.length; k++) if (canReject(b, takers[k]!)) left++;
  for (let k = 0; k < takers.length; k++) if (canReject(b, takers[k]!)) carryOff(b, zone, takers[k]!, left--);
  for (let k = 0; k < takers.length; k++) if (canReject(b, takers[k]!)) carryOff(b, zone, takers[k]!, 1);
}

/** Has a taker carry off one of so many shares of a zone's surplus, or all where a share is less than its least. */
function carryOff(b: Board, zone: number, lead: number, shares: number): void {
  const surplus = b.zoneNet[zone]!;
  if (surplus <= EPS) return;
  const before = flowAt(b, lead);
  const share = surplus / shares;
  const target = clamp(before - (share - before < b.on[lead]! ? surplus : share), b.lo[lead]!, 0);
  if (before - target <= EPS || -target < b.on[lead]! - EPS) return;
  set(b, lead, target);
  if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, 'carries off what is to spare');
}

const canReject = (b: Board, lead: number): boolean =>
  b.layout.units[b.layout.unitOfLead[lead]!]!.isRejector && flowAt(b, lead) - b.lo[lead]! > EPS;

/** Later passes only settle what the earlier ones began, so that making and holding back cannot chase each other. */
const CONVERTING_PASSES = 2;

/** Puts a zone's surplus to use: hold back, store, convert, carry off; the closers export, curtail or dump the rest. */
export function useSurplus(b: Board, zone: number): void {
  if (b.zoneNet[zone]! < -EPS) release(b, zone);
  if (b.zoneNet[zone]! <= EPS) return;
  const producers = b.layout.producers[zone]!;
  for (let k = 0; k < producers.length; k++) b.tries[producers[k]!] = 0;
  backOff(b, zone);
  if (b.trace && b.zoneNet[zone]! > EPS) survey(b, zone);
  charge(b, zone);
  if (b.pass < CONVERTING_PASSES) convert(b, zone);
  reject(b, zone);
}
