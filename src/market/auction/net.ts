import type { Match } from './match.ts';
import { meritOrder } from './merit.ts';
import { type Pairs, pairInOrder } from './pair.ts';

export interface Netted {
  readonly match: Match;
  /** Quanta of each order that are left to be paired. */
  readonly left: Float64Array;
  /** What parties gave to themselves. */
  readonly own: Pairs;
}

const NONE: Pairs = { seller: [], buyer: [], quantity: [] };

/** Whether the retailer serves both sides and nothing passes between parties. */
export const isRetailOnly = ({ retailSells, retailBuys }: Match): boolean => retailSells > 0 && retailBuys > 0;

/**
 * Takes from the filled quanta what the sales of each party give to its own purchases, the best of each first. Nobody is
 * both a buyer and a seller afterwards.
 */
export function netOwn(match: Match): Netted {
  const { book, filled, party, tie } = match;
  const { side } = book;
  const left = filled.slice();
  let parties = 0;
  for (let i = 0; i < party.length; i++) if (party[i]! >= parties) parties = party[i]! + 1;
  const bought = new Float64Array(parties);
  const sold = new Float64Array(parties);
  for (let i = 0; i < side.length; i++) (side[i] === 0 ? bought : sold)[party[i]!]! += filled[i]!;
  let netted = 0;
  for (let p = 0; p < parties; p++) {
    bought[p] = sold[p] = Math.min(bought[p]!, sold[p]!);
    netted += bought[p]!;
  }
  if (netted === 0) return { match, left, own: NONE };
  const places: number[][] = [];
  for (const wanted of [0, 1] as const) {
    const toNet = wanted === 0 ? bought : sold;
    const some: number[] = [];
    for (const i of meritOrder(book, filled, wanted, tie)) {
      const q = Math.min(left[i]!, toNet[party[i]!]!);
      left[i]! -= q;
      toNet[party[i]!]! -= q;
      if (q > 0) some.push(i);
    }
    // Both sides party by party, so that they meet as they come.
    places.push(some.sort((a, b) => party[a]! - party[b]!));
  }
  const given = filled.map((q, i) => q - left[i]!);
  const own = pairInOrder(places[1]!, places[0]!, given, 0, 0);
  // Else it would have gone to the retailer and come back.
  const twice = isRetailOnly(match) ? netted : 0;
  const { retailSells, retailBuys } = match;
  return { match: { ...match, retailSells: retailSells - twice, retailBuys: retailBuys - twice }, left, own };
}
