import { block, nextBlock, SPARE, worthAtClosers } from './blocks.ts';
import { type Board, EPS, flowAt } from './board.ts';
import type { Lead, Unit, Zone } from './parts.ts';

/** Inputs below this share of the lead's flow are auxiliary. */
export const MINOR = 0.1;

/** What a unit of flow at a lead draws from a zone. */
export function drawnFrom({ unit: { zones }, per }: Lead, zone: Zone): number {
  let sum = 0;
  for (let p = 0; p < per.length; p++) if (zones[p] === zone) sum -= per[p]!;
  return sum;
}

/** What machines draw from a zone, and what a unit of it is worth to the one that makes the least of it. */
export const users = { worth: 0, drawn: 0 };

/** Looks at the machines that run on a zone. Writes `users`; false where none does. */
export function askUsers(b: Board, zone: Zone, asker: Unit): boolean {
  const { consumers } = zone;
  users.worth = Number.POSITIVE_INFINITY;
  users.drawn = 0;
  for (let k = 0; k < consumers.length; k++) {
    const lead = consumers[k]!;
    const { unit } = lead;
    if (unit === asker || unit.ledBy !== lead) continue;
    const per = drawnFrom(lead, zone);
    const flow = flowAt(lead);
    if (flow <= EPS || per <= MINOR) continue;
    users.drawn += flow * per;
    users.worth = Math.min(users.worth, worthToUser(b, lead, zone) / per);
  }
  return users.drawn > 0;
}

/** What a unit at a lead that draws on a zone would cost otherwise, with its by-products, less what its other inputs are worth. */
function worthToUser(b: Board, { unit, port, slope }: Lead, source: Zone): number {
  let worth = 0;
  for (let p = 0; p < slope.length; p++) {
    const zone = unit.zones[p]!;
    const flow = p === port ? 1 : slope[p]!;
    if (zone === null || zone === source || flow === 0) continue;
    worth += flow * (flow < 0 ? savedBy(b, zone, unit) : replacedBy(b, zone, unit));
  }
  return worth;
}

/** What it costs to give a unit to a zone in place of a unit's own output. */
function replacedBy(b: Board, zone: Zone, unit: Unit): number {
  if (zone.net > SPARE) return worthAtClosers(zone);
  nextBlock(b, zone, Math.max(0, -zone.net), unit);
  return Math.min(block.price, zone.beyond);
}

/** What is saved where one unit less is taken from a zone. */
function savedBy(b: Board, zone: Zone, unit: Unit): number {
  if (zone.net < -SPARE) return replacedBy(b, zone, unit);
  let saved = Math.max(0, worthAtClosers(zone));
  for (const lead of zone.producers) {
    const by = lead.unit.ledBy;
    if (by === lead && lead.unit !== unit && !lead.unit.isStore && heldBackFrom(lead) > EPS)
      saved = Math.max(saved, costNow(lead));
  }
  return saved;
}

/** What the last unit that a lead gives cost, as estimated. */
export const costNow = (lead: Lead): number => (flowAt(lead) > lead.room + EPS ? lead.beyond : lead.cost);

/** How much a lead could hold back at `costNow`. */
export function heldBackFrom(lead: Lead): number {
  const flow = flowAt(lead);
  const least = Math.max(lead.lo, lead.on);
  return flow - (flow > lead.room + EPS ? Math.max(least, lead.room) : least);
}
