import { cusum, type DriftWatch, ewma, type Normal } from '../core/drift.ts';
import type { Run } from '../core/run.ts';
import type { Observer } from '../core/totals.ts';
import { amountOf, type Meter } from './meters.ts';
import type { SessionEvent } from './sessionEvents.ts';

export interface DriftOptions {
  readonly method: 'cusum' | 'ewma';
  /** Counted readings from which mean, scatter and persistence of the residual are learnt, before any alarm. */
  readonly baseline: number;
}
export const DRIFT_DEFAULTS: DriftOptions = { method: 'cusum', baseline: 96 };

/** Least scatter, as a share of the size of the readings: a meter is no better. ASSUMED 0.5 %, class 0.5 of IEC 62053-22 */
const LEAST = 0.005;

export interface DriftAlarms extends Observer {
  readonly events: SessionEvent[];
}

/**
 * Watches each meter's residual (reading less model) for drift. An alarm begins and ends with an event. What is normal is
 * learnt from the first readings: mean, and a scatter that is widened where residuals follow one another.
 */
export function watchDrift(
  run: Pick<Run, 'components'>,
  meters: readonly Meter[],
  options = DRIFT_DEFAULTS,
): DriftAlarms {
  const events: SessionEvent[] = [];
  const watches = meters.map(() => ({
    learning: [] as number[],
    size: 0,
    watch: undefined as DriftWatch | undefined,
    alarm: 0,
  }));
  return {
    events,
    observe(i, frame) {
      for (let k = 0; k < meters.length; k++) {
        const { at, values, quality, counts, component, signal } = meters[k]!;
        if (!counts[quality[i]!]) continue;
        const state = watches[k]!;
        const residual = values[i]! - frame[at]!;
        if (state.watch === undefined) {
          state.learning.push(residual);
          state.size = Math.max(state.size, Math.abs(values[i]!));
          if (state.learning.length < options.baseline) continue;
          state.watch = (options.method === 'cusum' ? cusum : ewma)(normalOf(state.learning, state.size));
          continue;
        }
        const now = state.watch.take(residual);
        if (now !== state.alarm) {
          const { id } = run.components[component]!;
          const more = now > 0 ? 'more' : 'less';
          events.push(
            now === 0
              ? {
                  step: i,
                  severity: 'info',
                  component: id,
                  code: 'drift-ended',
                  text: `"${signal}": model and meter agree again`,
                }
              : {
                  step: i,
                  severity: 'warning',
                  component: id,
                  code: 'drift',
                  text: `"${signal}": the meter shows ${more} than the model, now ${amountOf(residual)} apart, and not by chance`,
                },
          );
        }
        state.alarm = now;
      }
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
