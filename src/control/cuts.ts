import { type Board, clearRounding, EPS, flowAt, set, tell } from './board.ts';
import { takeUp } from './bypass.ts';
import { serveDeficit } from './deficit.ts';
import type { Lead, Zone } from './parts.ts';
import { useSurplus } from './surplus.ts';

/** A cut makes spare what served it elsewhere (a mill's cooling), which is given back and cut again: each round a part of the last. */
const ROUNDS = 8;

/** What no closer can give a zone that is worth planning on. */
const lackOf = ({ net, plannable }: Zone): number => -net - plannable;

/** Cuts demands as far as their zones lack what nothing can give, and settles what that leaves elsewhere, until just that is cut. True where any was. */
export function cutDemands(b: Board): boolean {
  const { zones } = b.layout;
  let lacks = false;
  for (let z = 0; z < zones.length; z++) if (lackOf(zones[z]!) > EPS) lacks = true;
  if (!lacks) return false;
  for (const { sheddable } of zones) for (const lead of sheddable) lead.cut = 0;
  let any = false;
  for (let round = 0; round < ROUNDS; round++) {
    let cut = false;
    for (const zone of zones) if (shed(b, zone)) cut = true;
    if (!cut) break;
    any = true;
    settleRest(b, round < ROUNDS - 1);
  }
  for (let bus = 0; bus < b.net.length; bus++) clearRounding(b, bus);
  return any;
}

/** Cuts demands by class for what no closer can give below their value of lost load. True where any was cut. */
function shed(b: Board, zone: Zone): boolean {
  let cut = false;
  for (const lead of zone.sheddable) {
    const lacking = lackOf(zone);
    if (lacking <= EPS) return cut;
    if (cutOne(b, zone, lead, lacking)) cut = true;
  }
  return cut;
}

/** Cuts demands at one node of a network by class for what it lacks but for `planned`, which its closers give. */
export function cutHere(b: Board, bus: number, planned: number): boolean {
  const zone = b.layout.zoneOf(bus);
  let cut = false;
  for (const lead of zone.sheddable) {
    const lacking = -b.net[bus]! - planned;
    if (lacking <= EPS) return cut;
    if (lead.unit.buses[lead.port] === bus && cutOne(b, zone, lead, lacking)) cut = true;
  }
  return cut;
}

/** Cuts a demand as far as so much is lacking, if that costs less than not serving it. */
function cutOne(b: Board, zone: Zone, lead: Lead, lacking: number): boolean {
  const { c } = lead.unit;
  const worth = c.kind.lostLoad_money_per_kWh?.(c.q) ?? Number.POSITIVE_INFINITY;
  const before = flowAt(lead);
  const left = lead.hi - before;
  if (worth > zone.beyond || left <= EPS) return false;
  set(b, lead, left - lacking <= EPS ? lead.hi : before + lacking);
  lead.cut += flowAt(lead) - before;
  if (b.trace) tell(b, 'shed', lead, worth, before, 'no supply left at less than its value of lost load');
  return true;
}

/** Gives back what a cut made spare at a zone, to those cut last first. */
function giveBack(b: Board, zone: Zone): void {
  const { sheddable } = zone;
  for (let k = sheddable.length - 1; k >= 0; k--) {
    const spare = -lackOf(zone);
    if (spare <= EPS) return;
    const lead = sheddable[k]!;
    if (lead.cut <= EPS) continue;
    const before = flowAt(lead);
    set(b, lead, before - Math.min(spare, lead.cut));
    lead.cut += flowAt(lead) - before;
    if (b.trace) tell(b, 'shed', lead, Number.NaN, before, 'is given back what its cut made spare');
  }
}

/** Serves what zones came to lack since they were settled, and puts to use what they came to have; who lacks has the last word. */
function settleRest(b: Board, givesBack: boolean): void {
  const { order } = b.layout;
  for (let round = 0; round < 2; round++) {
    for (const zone of order)
      if (zone.net < -EPS) {
        takeUp(b, zone);
        serveDeficit(b, zone);
      }
    if (round > 0) return;
    for (const zone of order) {
      if (givesBack) giveBack(b, zone);
      if (zone.net > EPS) useSurplus(b, zone);
    }
  }
}
