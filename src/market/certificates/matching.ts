/** How much of a demand was met by clean energy of its own time, and how much over the whole period. */
export interface Matching {
  /** Quanta used, clean quanta available, and the lesser of the two summed over the slots. */
  load: number;
  clean: number;
  matched: number;
}

export const noMatching = (): Matching => ({ load: 0, clean: 0, matched: 0 });

/** Adds a slot up. @throws RangeError on an amount that is not finite, or below 0 */
export function addSlot(sum: Matching, load: number, clean: number): void {
  if (!(load >= 0 && clean >= 0 && Number.isFinite(load) && Number.isFinite(clean)))
    throw new RangeError(`load ${load} and clean ${clean}: expected finite amounts from 0`);
  sum.load += load;
  sum.clean += clean;
  sum.matched += Math.min(load, clean);
}

/** Share of the load that clean energy of the same slot met: sum min(load, clean) / sum load. NaN where there is no load. */
export const matchingScore = ({ load, matched }: Matching): number => (load > 0 ? matched / load : Number.NaN);

/** Clean energy of the whole period over its load, at most 1: what a certificate for any time of the year would show. */
export const volumetricScore = ({ load, clean }: Matching): number =>
  load > 0 ? Math.min(1, clean / load) : Number.NaN;
