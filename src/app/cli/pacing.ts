import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../server/clock.ts';

/** Lets a run go on no faster than it should. */
export interface Pacing {
  /** Waits for step `i`, not longer than a moment. @returns how many of `most` steps may be taken now, from there on */
  due(i: number, most: number): Promise<number>;
}

/** Longest sleep, so that a wish to stop is heard. */
const MOMENT_MS = 100;

/** Follows a clock's deadlines. */
export const pacedBy = (clock: Clock, nap: (ms: number) => Promise<unknown> = sleep): Pacing => ({
  async due(i, most) {
    const wait_ms = clock.wait(i);
    if (wait_ms > 0) await nap(Math.min(wait_ms, MOMENT_MS));
    let count = 0;
    while (count < most && clock.wait(i + count) <= 0) {
      clock.taken(i + count);
      count++;
    }
    return count;
  },
});
