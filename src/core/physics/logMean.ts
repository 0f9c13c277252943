import { ln } from '../math.ts';

/** Logarithmic mean of the temperature differences at the two ends; their mean where they are equal. */
export function logMean_K(a_K: number, b_K: number): number {
  const ratio = a_K / b_K;
  // ln loses its digits near 1; the series of the logarithmic mean is exact there to 1e-14.
  if (Math.abs(ratio - 1) < 1e-3) {
    const mean = (a_K + b_K) / 2;
    const half = (a_K - b_K) / (2 * mean);
    return mean * (1 - (half * half) / 3);
  }
  return (a_K - b_K) / ln(ratio);
}
