/**
 * The known word that `word` was most likely meant to be, by the fewest edits (insert, delete, replace, swap of
 * neighbours; a change of case counts a tenth); undefined where none is near. "Optimal string alignment" distance
 * after Damerau, "A technique for computer detection and correction of spelling errors", CACM 7 (1964).
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1.5, word.length / 3);
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > least) continue;
    const edits = distance(word, candidate);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** `, did you mean "capacity_kWh"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `, did you mean "${meant}"?`;
}

function distance(a: string, b: string): number {
  let older = new Float64Array(b.length + 1);
  let old = Float64Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = new Float64Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const from = a[i - 1]!;
      const to = b[j - 1]!;
      const replace = from === to ? 0 : from.toLowerCase() === to.toLowerCase() ? 0.1 : 1;
      let edits = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + replace);
      if (i > 1 && j > 1 && from === b[j - 2] && a[i - 2] === to) edits = Math.min(edits, older[j - 2]! + 1);
      row[j] = edits;
    }
    [older, old, row] = [old, row, older];
  }
  return old[b.length]!;
}
