import type { Losses } from './resilience.ts';

/** A point of the survival curve. */
export interface Survival {
  readonly hours_h: number;
  /** Of the losses, survived for at least so long; and carried so long, a short darkness forgiven. */
  readonly survived: number;
  readonly carried: number;
}

/** Shares of the losses at every hour from the first up to the horizon. */
export function survivalCurve({ survived_h, carried_h, horizon_h }: Losses): Survival[] {
  const share = (hours: Float64Array, h: number): number => {
    let held = 0;
    for (const v of hours) if (v >= h - 1e-9) held++;
    return hours.length > 0 ? held / hours.length : 0;
  };
  return Array.from({ length: Math.floor(horizon_h) }, (_, k) => ({
    hours_h: k + 1,
    survived: share(survived_h, k + 1),
    carried: share(carried_h, k + 1),
  }));
}
