export const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

/** Of the largest magnitude in a row: a smaller pivot is rounding. */
const SMALL = 1e-12;

/**
 * Solves `matrix x = right` by Gaussian elimination with row pivoting. An unknown that no equation fixes becomes 0.
 * Both are overwritten.
 */
export function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const scale = matrix.map((row) => Math.max(...row.map(Math.abs), Number.MIN_VALUE));
  const rowOf = right.map(() => -1);
  const used = new Set<number>();
  for (let k = 0; k < n; k++) {
    let best = -1;
    for (let r = 0; r < n; r++)
      if (
        !used.has(r) &&
        (best < 0 || Math.abs(matrix[r]![k]!) / scale[r]! > Math.abs(matrix[best]![k]!) / scale[best]!)
      )
        best = r;
    if (best < 0 || Math.abs(matrix[best]![k]!) <= SMALL * scale[best]!) continue;
    used.add(best);
    rowOf[k] = best;
    for (let r = 0; r < n; r++) {
      const factor = matrix[r]![k]! / matrix[best]![k]!;
      if (r === best || factor === 0) continue;
      for (let c = k; c < n; c++) matrix[r]![c]! -= factor * matrix[best]![c]!;
      right[r]! -= factor * right[best]!;
    }
  }
  return rowOf.map((r, k) => (r < 0 ? 0 : right[r]! / matrix[r]![k]!));
}
