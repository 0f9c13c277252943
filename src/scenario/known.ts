import { didYouMean } from '../core/nearest.ts';

/** The end of a sentence about a name that is not known: what was likely meant, and what there is. */
export function among(met: string, known: readonly string[], there = 'there are:'): string {
  const names = known.length === 0 ? 'none' : known.join(', ');
  const hint = didYouMean(met, known);
  return hint === '' ? `; ${there} ${names}` : `${hint} ${there.charAt(0).toUpperCase()}${there.slice(1)} ${names}`;
}
