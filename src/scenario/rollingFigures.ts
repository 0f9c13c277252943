/** Parts that a rolling span is made of: the oldest goes as a whole. */
export const PARTS = 24;

const COUNT = 0;
const SUM = 1;
const SQUARES = 2;
const PER_PART = 3;

/** Numbers that rolling figures keep between steps. */
export const ROLLING_MEMORY = 1 + PARTS * PER_PART;

/**
 * Bias and RMSE of a residual over the last hours: those of the part that is going on and of the 23 before it, of `window` / 24
 * steps each. What they keep stands in an array of the caller's.
 */
export interface RollingFigures {
  /** Goes on to step `i`; NaN is no residual. */
  take(i: number, residual: number): void;
  /** Over the residuals of the span; NaN where there is none. */
  readonly bias: number;
  readonly rmse: number;
  /** Sum of the residuals. */
  readonly sum: number;
}

export function rollingFigures(window: number, memory: Float64Array): RollingFigures {
  const length = Math.max(1, Math.round(window / PARTS));
  const parts = memory.subarray(1);
  /** Of all parts, in the order in which they stand. */
  const total = (what: number): number => {
    let sum = 0;
    for (let at = what; at < parts.length; at += PER_PART) sum += parts[at]!;
    return sum;
  };
  return {
    take(i, residual) {
      const now = Math.floor(i / length);
      // Parts that went by since then, all of them at most.
      for (let part = Math.max(memory[0]! + 1, now - PARTS + 1); part <= now; part++) {
        const at = (part % PARTS) * PER_PART;
        parts.fill(0, at, at + PER_PART);
      }
      memory[0] = now;
      if (Number.isNaN(residual)) return;
      const at = (now % PARTS) * PER_PART;
      parts[at + COUNT]!++;
      parts[at + SUM]! += residual;
      parts[at + SQUARES]! += residual * residual;
    },
    get bias() {
      return total(SUM) / total(COUNT);
    },
    get rmse() {
      return Math.sqrt(total(SQUARES) / total(COUNT));
    },
    get sum() {
      return total(COUNT) === 0 ? Number.NaN : total(SUM);
    },
  };
}
