import { clamp } from '../core/math.ts';
import { worthAtClosers } from './blocks.ts';
import { type Board, EPS, flowAt, set, storeRoom, tell } from './board.ts';
import { holdBack } from './bypass.ts';
import { release } from './deficit.ts';
import type { Lead, Zone } from './parts.ts';
import { costOf, offer, outputWorth } from './prices.ts';
import { drawnFrom, MINOR } from './users.ts';

/**
 * How much of a lead's flow must stay, for it comes with a by-product that keeps another zone from lacking what no ordinary
 * closer has.
 */
function keptFromLack(lead: Lead, zone: Zone): number {
  const { unit, slope } = lead;
  const { flow, zones } = unit;
  const given = flowAt(lead);
  let kept = 0;
  for (let p = 0; p < flow.length; p++) {
    const to = zones[p]!;
    if (to === null || to === zone || flow[p]! <= EPS || to.demand <= EPS) continue;
    const needed = flow[p]! - to.net - to.plannable;
    if (needed > EPS) kept = Math.max(kept, slope[p]! > EPS ? given - (flow[p]! - needed) / slope[p]! : given);
  }
  return kept;
}

/** Takes back what was given at a cost, dearest first: surplus that came as a by-product makes it needless. */
function backOff(b: Board, zone: Zone): void {
  const { producers } = zone;
  for (let n = 0; n < producers.length; n++) {
    const surplus = zone.net;
    if (surplus <= EPS) return;
    let dearest: Lead | null = null;
    // What runs for this zone alone stops where nobody pays for more; its other products will call it back if they pay.
    const paid = worthAtClosers(zone);
    let cost = paid > 0 ? paid : Number.NEGATIVE_INFINITY;
    for (let k = 0; k < producers.length; k++) {
      const lead = producers[k]!;
      if (lead.unit.isStore || lead.unit.ledBy !== lead || lead.tries === DONE) continue;
      if (lead.cost > cost && flowAt(lead) - Math.max(0, lead.lo, keptFromLack(lead, zone)) > EPS) {
        dearest = lead;
        cost = lead.cost;
      }
    }
    if (dearest === null) return;
    const before = flowAt(dearest);
    const floor = Math.max(0, dearest.lo, keptFromLack(dearest, zone));
    // What is paid for less than it cost is needless altogether; else only what nobody pays for.
    const sold = zone.sell > 0 && cost <= zone.sell ? zone.sellRoom : 0;
    let target = Math.max(floor, before - (surplus - sold));
    if (target < dearest.on - EPS && target > EPS) target = Math.min(before, dearest.on);
    dearest.tries = DONE;
    if (before - target <= EPS) continue;
    set(b, dearest, target);
    if (b.trace) tell(b, 'surplus', dearest, cost, before, 'backs off before a by-product');
  }
}
const DONE = 255;

function charge(b: Board, zone: Zone): void {
  const { stores } = zone;
  for (let k = 0; k < stores.length; k++) {
    const surplus = zone.net;
    if (surplus <= EPS) return;
    const lead = stores[k]!;
    if (lead.take <= worthAtClosers(zone)) continue;
    const before = flowAt(lead);
    const target = Math.max(lead.lo, before - surplus);
    if (before - target <= EPS) continue;
    set(b, lead, target);
    if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, 'stores what is to spare');
  }
}

/**
 * How much a zone can take of something made from surplus of the zone `source`: what it lacks, what its stores hold,
 * and what it can hold back that is not made from the same.
 */
function outputRoom(zone: Zone, source: Zone): number {
  if (worthAtClosers(zone) > 0) return Number.POSITIVE_INFINITY;
  const { producers } = zone;
  let room = storeRoom(zone) - zone.net;
  for (let k = 0; k < producers.length; k++) {
    const lead = producers[k]!;
    const { unit } = lead;
    if (!unit.isStore && unit.ledBy === lead && drawnFrom(lead, source) <= MINOR)
      room += flowAt(lead) - Math.max(0, lead.lo);
  }
  return room;
}

/** Whether a lead runs otherwise, or has no more to give. */
const isTaken = (lead: Lead): boolean => {
  const by = lead.unit.ledBy;
  return (by !== null && by !== lead) || lead.hi - flowAt(lead) <= EPS;
};

/** Tells of everything that could make use of a zone's surplus, and why it may not. */
function survey(b: Board, zone: Zone): void {
  const { stores, consumers, takers } = zone;
  for (const lead of stores)
    tell(b, 'candidate', lead, Number.NaN, flowAt(lead), flowAt(lead) - lead.lo > EPS ? 'could store' : 'is full');
  for (const lead of consumers) {
    const perUnit = drawnFrom(lead, zone);
    if (!isTaken(lead) && (perUnit <= EPS || !isMainInput(lead, perUnit))) continue;
    const cost = isTaken(lead) ? Number.NaN : costOf(b, lead);
    const worth = outputWorth(b, lead.zone!, lead.unit, zone);
    const why = isTaken(lead)
      ? 'runs otherwise, at its highest, or not available'
      : outputRoom(lead.zone!, zone) <= EPS
        ? 'nobody could use more of what it makes'
        : worth - cost <= EPS * perUnit
          ? `what it makes is worth ${worth.toPrecision(4)}, which is less than its cost`
          : `could make what is worth ${worth.toPrecision(4)}`;
    tell(b, 'candidate', lead, cost, flowAt(lead), why);
  }
  for (const lead of takers) {
    const why = flowAt(lead) - lead.lo > EPS ? 'could carry off' : 'carries off all it can';
    if (lead.unit.isRejector) tell(b, 'candidate', lead, Number.NaN, flowAt(lead), why);
  }
}

/** Turns surplus into something worth more than the zone's closers pay for it, best use first. */
function convert(b: Board, zone: Zone): void {
  const { consumers } = zone;
  for (let k = 0; k < consumers.length; k++) consumers[k]!.tries = 0;
  for (let n = 0; n < consumers.length; n++) {
    const surplus = zone.net;
    if (surplus <= EPS) return;
    let best: Lead | null = null;
    let bestGain = Number.NEGATIVE_INFINITY;
    let bestRoom = 0;
    // What would be spilt is worth storing, though what it replaces later may then be free as well.
    const isSpilt = worthAtClosers(zone) <= 0;
    for (let k = 0; k < consumers.length; k++) {
      const lead = consumers[k]!;
      if (lead.tries === DONE || isTaken(lead)) continue;
      const to = lead.zone!;
      const perUnit = drawnFrom(lead, zone);
      if (perUnit <= EPS || !isMainInput(lead, perUnit) || outputRoom(to, zone) <= EPS) continue;
      const gain = (outputWorth(b, to, lead.unit, zone) - costOf(b, lead)) / perUnit;
      const least = isSpilt && storeRoom(to) > EPS ? -EPS : EPS;
      if (gain > least && gain > bestGain) {
        best = lead;
        bestGain = gain;
        bestRoom = offer.room;
      }
    }
    if (best === null) return;
    best.tries = DONE;
    const before = flowAt(best);
    const room = Math.min(bestRoom, outputRoom(best.zone!, zone));
    const target = Math.min(best.hi, before + Math.min(surplus / drawnFrom(best, zone), room));
    if (target < best.on - EPS || target - before <= EPS) {
      if (b.trace) tell(b, 'surplus', best, Number.NaN, before, 'its least output is more than could be used');
      continue;
    }
    set(b, best, target);
    if (b.trace) tell(b, 'surplus', best, -bestGain, before, 'makes something of what is to spare');
    charge(b, best.zone!);
  }
}

/** Whether what a lead draws from the zone is most of what it draws at all: the pump of a pipe is not. */
function isMainInput({ per }: Lead, perUnit: number): boolean {
  let sum = 0;
  for (let p = 0; p < per.length; p++) sum += Math.max(0, -per[p]!);
  return perUnit >= 0.5 * sum;
}

/**
 * Takers that give to no bus (cooling towers) carry off what is left, in equal shares as far as they go: a fan at half its
 * flow draws far less than half. Others would be led by their product.
 */
function reject(b: Board, zone: Zone): void {
  const { takers } = zone;
  let left = 0;
  for (let k = 0; k < takers.length; k++) if (canReject(takers[k]!)) left++;
  for (let k = 0; k < takers.length; k++) if (canReject(takers[k]!)) carryOff(b, zone, takers[k]!, left--);
  for (let k = 0; k < takers.length; k++) if (canReject(takers[k]!)) carryOff(b, zone, takers[k]!, 1);
}

/** Has a taker carry off one of so many shares of a zone's surplus, or all where a share is less than its least. */
function carryOff(b: Board, zone: Zone, lead: Lead, shares: number): void {
  const surplus = zone.net;
  if (surplus <= EPS) return;
  const before = flowAt(lead);
  const share = surplus / shares;
  const target = clamp(before - (share - before < lead.on ? surplus : share), lead.lo, 0);
  if (before - target <= EPS || -target < lead.on - EPS) return;
  set(b, lead, target);
  if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, 'carries off what is to spare');
}

const canReject = (lead: Lead): boolean => lead.unit.isRejector && flowAt(lead) - lead.lo > EPS;

/** Later passes only settle what the earlier ones began, so that making and holding back cannot chase each other. */
const CONVERTING_PASSES = 2;

/** Puts a zone's surplus to use: hold back, store, convert, let go before it is made, carry off; the closers export, curtail or dump the rest. */
export function useSurplus(b: Board, zone: Zone): void {
  if (zone.net < -EPS) release(b, zone);
  if (zone.net <= EPS) return;
  const { producers } = zone;
  for (let k = 0; k < producers.length; k++) producers[k]!.tries = 0;
  backOff(b, zone);
  if (b.trace && zone.net > EPS) survey(b, zone);
  charge(b, zone);
  if (b.pass < CONVERTING_PASSES) convert(b, zone);
  holdBack(b, zone);
  reject(b, zone);
}
