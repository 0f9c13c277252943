import { MISSING, OUT_OF_RANGE, STUCK } from '../series/quality.ts';
import type { Meter } from './meters.ts';

const GOOD = 0;
const LAST = 0;
const SAME = 1;
/** Numbers that it keeps between steps. */
export const LIVE_MEMORY = 2;

/** Readings of one meter as they come in: of each interval their mean, or for what holds at its end the last. */
export interface LiveReadings {
  add(value: number): void;
  /** The reading of the interval that ends here, NaN where none came, and the place of its quality in `QUALITIES`. */
  close(): readonly [value: number, quality: number];
  /** Forgets what came in an interval that has not ended. */
  forget(): void;
}

export function liveReadings({ take, policy }: Pick<Meter, 'take' | 'policy'>, memory: Float64Array): LiveReadings {
  const [least, most] = policy.range;
  let count = 0;
  let sum = 0;
  let last = Number.NaN;
  let isOut = false;
  const isOutside = (value: number): boolean => !(value >= least && value <= most);
  const forget = (): void => {
    count = 0;
    sum = 0;
    last = Number.NaN;
    isOut = false;
  };
  return {
    forget,
    add(value) {
      count++;
      sum += value;
      last = value;
      if (isOutside(value)) isOut = true;
    },
    close() {
      if (count === 0) return [Number.NaN, MISSING];
      const value = take === 'last' ? last : sum / count;
      const isBad = take === 'mean' ? isOut : isOutside(value);
      forget();
      // A plant that rests shows nothing for long.
      memory[SAME] = value === memory[LAST] && value !== 0 ? memory[SAME]! + 1 : 0;
      memory[LAST] = value;
      if (isBad) return [value, OUT_OF_RANGE];
      return [value, memory[SAME] + 1 > policy.stuckAfter ? STUCK : GOOD];
    },
  };
}
