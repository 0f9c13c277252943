import { clamp } from './math.ts';

/** Watches a series of residuals for a shift of its mean. One that is missing (NaN) changes nothing. */
export interface DriftWatch {
  /** Takes the next residual. @returns 1 or -1 while it stands above or below what chance explains, else 0 */
  take(residual: number): -1 | 0 | 1;
  /** How far it stands, as a share of the alarm's threshold, with its sign. */
  readonly level: number;
  reset(): void;
}

/** Numbers that a watch keeps between residuals, in an array of the caller's. */
export const WATCH_MEMORY = 2;

/** Mean and standard deviation of residuals while all is well. */
export interface Normal {
  readonly mean: number;
  readonly sigma: number;
}

/**
 * Two-sided tabular CUSUM: S+ = max(0, S+ + z - k), S- = max(0, S- - z - k) with z = (r - mean) / sigma; an alarm while one
 * of them exceeds h. Neither grows beyond 2 h, so that the alarm ends soon after the shift does. k is half the shift to be
 * found, in sigma. With k = 0.5 and h = 5 (default) it cries wolf once in 465 independent normal residuals and finds a shift
 * of one sigma after 10.4. Residuals that follow one another (a first-order autoregression) need a sigma widened by
 * sqrt((1 + rho) / (1 - rho)).
 * @see Page, Biometrika 41 (1954) 100; Montgomery, Introduction to Statistical Quality Control, 9.1
 */
export function cusum(
  { mean, sigma }: Normal,
  k = 0.5,
  h = 5,
  memory: Float64Array = new Float64Array(WATCH_MEMORY),
): DriftWatch {
  const ABOVE = 0;
  const BELOW = 1;
  return {
    take(residual) {
      if (!Number.isNaN(residual)) {
        const z = (residual - mean) / sigma;
        memory[ABOVE] = clamp(memory[ABOVE]! + z - k, 0, 2 * h);
        memory[BELOW] = clamp(memory[BELOW]! - z - k, 0, 2 * h);
      }
      return memory[ABOVE]! > h ? 1 : memory[BELOW]! > h ? -1 : 0;
    },
    get level() {
      return (memory[ABOVE]! >= memory[BELOW]! ? memory[ABOVE]! : -memory[BELOW]!) / h;
    },
    reset() {
      memory.fill(0);
    },
  };
}

/**
 * Exponentially weighted mean: E = lambda z + (1 - lambda) E; an alarm while |E| exceeds L of its own standard deviations,
 * sqrt(lambda / (2 - lambda)). With lambda = 0.1 and L = 2.814 (default) it cries wolf once in 500 independent normal
 * residuals and finds a shift of one sigma after 10.3.
 * @see Roberts, Technometrics 1 (1959) 239; Lucas and Saccucci, Technometrics 32 (1990) 1
 */
export function ewma({ mean, sigma }: Normal, lambda = 0.1, limit = 2.814): DriftWatch {
  const threshold = limit * Math.sqrt(lambda / (2 - lambda));
  let value = 0;
  return {
    take(residual) {
      if (!Number.isNaN(residual)) value = (lambda * (residual - mean)) / sigma + (1 - lambda) * value;
      return value > threshold ? 1 : value < -threshold ? -1 : 0;
    },
    get level() {
      return value / threshold;
    },
    reset() {
      value = 0;
    },
  };
}
