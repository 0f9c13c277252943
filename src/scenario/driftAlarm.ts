import { cusum, type DriftWatch, type Normal, WATCH_MEMORY } from '../core/drift.ts';
import type { MeterPolicy } from './meters.ts';

/** Readings that count from which mean, scatter and persistence of the residual are learnt, before any alarm. */
export const BASELINE = 96;

/** Least scatter, as a share of the size of the readings: a meter is no better. ASSUMED 0.5 %, class 0.5 of IEC 62053-22 */
const LEAST = 0.005;

/** Watches the residual of one meter. */
export interface DriftAlarm {
  /** Takes the residual of a step whose reading counts. @returns 1 or -1 while the meter shows too much or too little, else 0 */
  take(residual: number, reading: number): -1 | 0 | 1;
}

/** Numbers that it keeps between steps, in an array of the caller's: what it knows, it knows again after a restart. */
export const driftMemory = ({ drift }: MeterPolicy): number =>
  drift === undefined ? CUSUM + WATCH_MEMORY + BASELINE : 2;

/** An alarm by a bound that somebody stated, or where nobody did by what chance explains. */
export const driftAlarm = ({ drift }: MeterPolicy, memory: Float64Array): DriftAlarm =>
  drift === undefined ? byChance(memory) : byBound(drift.beyond, drift.steps, memory);

const STATE = 0;
const STEPS = 1;

/** Begins once the residual was beyond its bound for some steps on end, and ends once it was within for as many. */
function byBound(beyond: number, steps: number, memory: Float64Array): DriftAlarm {
  return {
    take(residual) {
      const side = residual > beyond ? 1 : residual < -beyond ? -1 : 0;
      memory[STEPS] = side === memory[STATE] ? 0 : memory[STEPS]! + 1;
      if (memory[STEPS]! >= steps) {
        memory[STATE] = side;
        memory[STEPS] = 0;
      }
      return memory[STATE] as -1 | 0 | 1;
    },
  };
}

const COUNT = 0;
const SIZE = 1;
const MEAN = 2;
const SIGMA = 3;
const CUSUM = 4;

/** Learns what is normal from the first readings (mean, and a scatter widened where residuals follow one another), then a CUSUM. */
function byChance(memory: Float64Array): DriftAlarm {
  const learning = memory.subarray(CUSUM + WATCH_MEMORY);
  const sums = memory.subarray(CUSUM, CUSUM + WATCH_MEMORY);
  let watch: DriftWatch | undefined;
  return {
    take(residual, reading) {
      if (memory[COUNT]! < BASELINE) {
        learning[memory[COUNT]!] = residual;
        memory[COUNT]!++;
        memory[SIZE] = Math.max(memory[SIZE]!, Math.abs(reading));
        if (memory[COUNT] !== BASELINE) return 0;
        const { mean, sigma } = normalOf([...learning], memory[SIZE]!);
        memory[MEAN] = mean;
        memory[SIGMA] = sigma;
        return 0;
      }
      watch ??= cusum({ mean: memory[MEAN]!, sigma: memory[SIGMA]! }, 0.5, 5, sums);
      return watch.take(residual);
    },
  };
}

/** Mean and scatter of residuals, the scatter as that of a first-order autoregression and never less than a meter's own. */
export function normalOf(residuals: readonly number[], size: number): Normal {
  const n = residuals.length;
  const mean = residuals.reduce((sum, r) => sum + r, 0) / n;
  let squares = 0;
  let product = 0;
  residuals.forEach((r, k) => {
    squares += (r - mean) * (r - mean);
    if (k > 0) product += (r - mean) * (residuals[k - 1]! - mean);
  });
  const rho = squares > 0 ? Math.min(0.95, Math.max(0, product / squares)) : 0;
  const sigma = Math.sqrt((squares / Math.max(1, n - 1)) * ((1 + rho) / (1 - rho)));
  return { mean, sigma: Math.max(sigma, LEAST * size, 1e-9) };
}
