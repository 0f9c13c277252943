import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Observer } from '../core/totals.ts';
import { QUALITIES, type Quality } from '../series/quality.ts';
import type { Meter } from './meters.ts';

/** How a meter and the model agree over the steps whose reading counts. Residuals are reading less model. */
export interface MeterFigures {
  readonly meter: Meter;
  /** Steps by what is known of the reading. */
  readonly steps: Readonly<Record<Quality, number>>;
  /** Steps that are held against the model. */
  readonly counted: number;
  /** Means over those; NaN where there is none. */
  readonly measured: number;
  readonly model: number;
  readonly bias: number;
  readonly rmse: number;
  /** Bias and RMSE over the size of the reading's mean (ASHRAE Guideline 14, no parameter counted); NaN where that is 0. */
  readonly nmbe: number;
  readonly cvRmse: number;
  /** Integral of the residual. */
  readonly difference: number;
  /** Correlation of reading and model; NaN where one of them never changes. */
  readonly correlation: number;
}

export interface MeterTally extends Observer {
  figures(): MeterFigures[];
}

/** Runs along the loop and holds each reading against the model's. */
export function tallyMeters(run: Pick<Run, 'grid'>, meters: readonly Meter[]): MeterTally {
  const dt_h = hoursOf(run.grid);
  const sums = meters.map(() => new Moments());
  const steps = meters.map(() => QUALITIES.map(() => 0));
  return {
    observe(i, frame) {
      for (let k = 0; k < meters.length; k++) {
        const { at, values, quality, counts } = meters[k]!;
        const mark = quality[i]!;
        steps[k]![mark]!++;
        if (counts[mark]) sums[k]!.add(values[i]!, frame[at]!);
      }
    },
    figures: () =>
      meters.map((meter, k) => {
        const { n, x, y, xx, yy, xy, rr } = sums[k]!;
        const bias = x - y;
        const rmse = Math.sqrt(rr / n);
        // A mean of 0 up to rounding has no size.
        const size = x * x > 1e-18 * (xx / n) ? Math.abs(x) : 0;
        return {
          meter,
          steps: Object.fromEntries(QUALITIES.map((name, q) => [name, steps[k]![q]!])) as Record<Quality, number>,
          counted: n,
          measured: n === 0 ? Number.NaN : x,
          model: n === 0 ? Number.NaN : y,
          bias: n === 0 ? Number.NaN : bias,
          rmse,
          nmbe: n === 0 || size === 0 ? Number.NaN : bias / size,
          cvRmse: n === 0 || size === 0 ? Number.NaN : rmse / size,
          difference: bias * n * dt_h,
          correlation: xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN,
        };
      }),
  };
}

/** Means and sums of squares about them, one pair after the other (Welford 1962), and the sum of squared differences. */
class Moments {
  n = 0;
  x = 0;
  y = 0;
  xx = 0;
  yy = 0;
  xy = 0;
  rr = 0;
  add(x: number, y: number): void {
    this.n++;
    const dx = x - this.x;
    const dy = y - this.y;
    this.x += dx / this.n;
    this.y += dy / this.n;
    this.xx += dx * (x - this.x);
    this.yy += dy * (y - this.y);
    this.xy += dx * (y - this.y);
    this.rr += (x - y) * (x - y);
  }
}
