import { stepInstance } from '../core/instance.ts';
import { type Board, commit, EPS, flowAt, tell } from './board.ts';
import type { Lead, Unit, Zone } from './parts.ts';

/** What no ordinary closer can give a zone. */
const lackOf = ({ net, plannable }: Zone): number => Math.max(0, -net - plannable);

/** What a unit may take at its inputs without a bus lacking for it. */
function takenFairly({ flow, zones }: Unit): number {
  let taken = 0;
  for (let p = 0; p < flow.length; p++) {
    const zone = zones[p]!;
    if (zone !== null && flow[p]! < 0) taken += Math.max(0, -flow[p]! - lackOf(zone));
  }
  // A rounding is no gas to take.
  return taken > EPS ? taken : 0;
}

/** Adds up a bus anew: a large flow that goes out of its sum again leaves a rounding that no closer is to take for a flow. */
function sumAnew(b: Board, bus: number): void {
  let sum = 0;
  for (const { flow, buses } of b.layout.units)
    for (let p = 0; p < flow.length; p++) if (buses[p] === bus) sum += flow[p]!;
  b.net[bus] = sum;
}

/** Has a lead give `target` of what its unit holds, taking no more than there is. */
function giveFromStock(b: Board, lead: Lead, target: number, why: string): void {
  const { unit } = lead;
  const { c } = unit;
  const before = flowAt(lead);
  const taken = takenFairly(unit);
  c.kind.invert(c.q, c.x, c.w, lead.index, target, b.dt_h, c.u);
  c.kind.fromStock!(c.q, c.x, c.w, lead.index, target, taken, b.dt_h, c.u);
  stepInstance(c, b.dt_h);
  commit(b, unit);
  for (let p = 0; p < unit.portCount; p++) if (unit.buses[p]! >= 0) sumAnew(b, unit.buses[p]!);
  unit.ledBy = lead;
  unit.rests = false;
  unit.owed = false;
  b.changed = true;
  if (b.trace) tell(b, 'deficit', lead, 0, before, why);
}

/** Where a zone lacks what nothing gives: what holds something gives it, and fills itself from there no more. */
export function useStock(b: Board, zone: Zone): void {
  const { stocked } = zone;
  for (let k = 0; k < stocked.length; k++) {
    const lacking = lackOf(zone);
    if (lacking <= EPS) return;
    const lead = stocked[k]!;
    const flow = flowAt(lead);
    if (lead.zone !== zone) giveFromStock(b, lead, flow, 'takes no more than there is, and gives what it holds');
    else if (lead.hi - flow > EPS)
      giveFromStock(b, lead, Math.min(lead.hi, flow + lacking), 'gives what it holds: nothing else can');
  }
}
