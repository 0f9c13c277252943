import { didYouMean } from '../core/nearest.ts';

/** Names that a message lists. */
const MOST = 10;

/** The end of a sentence about a name that is not known: what was likely meant, and what there is. */
export function among(met: string, known: readonly string[], there = 'there are:'): string {
  const more = known.length > MOST ? ` and ${known.length - MOST} more` : '';
  const names = known.length === 0 ? 'none' : `${known.slice(0, MOST).join(', ')}${more}`;
  const hint = didYouMean(met, known);
  if (hint !== '' && more !== '') return hint;
  return hint === '' ? `; ${there} ${names}` : `${hint} ${there.charAt(0).toUpperCase()}${there.slice(1)} ${names}`;
}
