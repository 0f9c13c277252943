/** Whole numbers that are held, as ranges [from, until) in order that do not touch. */
export interface Extent {
  readonly from: number;
  readonly until: number;
}

/** The parts of [from, until) that are not held. */
export function missing(held: readonly Extent[], from: number, until: number): Extent[] {
  const parts: Extent[] = [];
  let at = from;
  for (const h of held) {
    if (h.until <= at) continue;
    if (h.from >= until) break;
    if (h.from > at) parts.push({ from: at, until: h.from });
    at = h.until;
  }
  if (at < until) parts.push({ from: at, until });
  return parts;
}

/** What is held once [from, until) is held too. */
export function held(before: readonly Extent[], from: number, until: number): Extent[] {
  if (from >= until) return [...before];
  const apart = before.filter((h) => h.until < from || h.from > until);
  const met = before.filter((h) => !(h.until < from || h.from > until));
  const joined = {
    from: Math.min(from, ...met.map((h) => h.from)),
    until: Math.max(until, ...met.map((h) => h.until)),
  };
  return [...apart, joined].sort((a, b) => a.from - b.from);
}

export const lengthOf = (extents: readonly Extent[]): number =>
  extents.reduce((sum, { from, until }) => sum + until - from, 0);
