import { stepInstance } from '../core/instance.ts';
import { worthAtClosers } from './blocks.ts';
import { type Board, commit, EPS, flowAt, tell } from './board.ts';
import type { Lead, Zone } from './parts.ts';

/** Whether a lead's flow comes with what its unit is led by. */
const comesAlong = (lead: Lead): boolean => {
  const by = lead.unit.ledBy;
  return by !== null && by !== lead;
};

/** Has a lead give `target` of what comes along; what it is led by stays. */
function setBypass(b: Board, lead: Lead, target: number, why: string): void {
  const { unit } = lead;
  const { c } = unit;
  const before = flowAt(lead);
  c.kind.bypass!(c.q, c.x, c.w, lead.index, target, b.dt_h, c.u);
  stepInstance(c, b.dt_h);
  commit(b, unit);
  b.changed = true;
  if (b.trace) tell(b, 'surplus', lead, Number.NaN, before, why);
}

/** Opens bypasses for what comes to a zone unasked, beyond what its closers pay for. */
export function holdBack(b: Board, zone: Zone): void {
  const { bypasses } = zone;
  for (let k = 0; k < bypasses.length; k++) {
    const spare = zone.net - (worthAtClosers(zone) > 0 ? zone.sellRoom : 0);
    if (!(spare > EPS)) return;
    const lead = bypasses[k]!;
    const before = flowAt(lead);
    if (comesAlong(lead) && before > EPS)
      setBypass(b, lead, before > spare ? before - spare : 0, 'lets it go by, for nobody has a use for it');
  }
}

/** Closes bypasses again for what a zone came to lack, as far as they go. */
export function takeUp(b: Board, zone: Zone): void {
  const { bypasses } = zone;
  for (let k = 0; k < bypasses.length; k++) {
    if (zone.net >= -EPS) return;
    const lead = bypasses[k]!;
    if (comesAlong(lead)) setBypass(b, lead, flowAt(lead) - zone.net, 'takes up what went by');
  }
}
