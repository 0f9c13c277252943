/** How old what is shown is, by the clock of the twin's machine, which need not agree with that of the page's. Pure. */
import type { Clock } from './news.ts';

/** How far two clocks are apart, from messages that say when they were sent; the quickest of the last while counts. */
export interface Skew {
  /** Takes note of a message said at `said_ms` by the other clock and heard at `heard_ms` by this one. */
  heard(said_ms: number, heard_ms: number): void;
  /** Takes what the other clock says now, where nothing was heard so far. */
  told(said_ms: number, heard_ms: number): void;
  /** How far the other clock is ahead; 0 while nothing is known. */
  readonly ahead_ms: number;
}
/** A clock that is put right counts within this, and twice it at the latest. */
const WINDOW_MS = 60_000;

/** @param steady_ms milliseconds of a clock that is never put right, such as `performance.now` */
export function skewOf(steady_ms: () => number): Skew {
  let before = Number.NEGATIVE_INFINITY;
  let now = Number.NEGATIVE_INFINITY;
  let since = steady_ms();
  let first = 0;
  const turn = (): void => {
    const passed = steady_ms() - since;
    if (passed < WINDOW_MS) return;
    before = passed < 2 * WINDOW_MS ? now : Number.NEGATIVE_INFINITY;
    now = Number.NEGATIVE_INFINITY;
    since = steady_ms();
  };
  return {
    heard(said_ms, heard_ms) {
      turn();
      now = Math.max(now, said_ms - heard_ms);
      first = Math.max(before, now);
    },
    told(said_ms, heard_ms) {
      if (now === Number.NEGATIVE_INFINITY && before === Number.NEGATIVE_INFINITY) first = said_ms - heard_ms;
    },
    get ahead_ms() {
      return first;
    },
  };
}

/** A running clock tells a step every `step / speed`; three of them, and two seconds, may pass before it counts as old. */
export function isOld(age_ms: number | undefined, clock: Clock | undefined): boolean {
  if (age_ms === undefined) return true;
  if (clock === undefined || clock.state !== 'running' || clock.mode === 'step') return false;
  const step_ms = clock.mode === 'asap' ? 0 : (clock.step_s * 1000) / (clock.mode === 'live' ? 1 : clock.speed);
  return age_ms > 3 * step_ms + 2000;
}

/** What has a page read the site anew after it was away: its components, its grid, what is traded. */
export const isSameSite = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The clock after a message of it. What the broker had kept may be from before steps that are known by now, or from another run: its
 * state holds, since every change of it is told, but not where it stood.
 */
export function clockAfter(known: Clock | undefined, told: Clock, isKept: boolean): Clock {
  if (!isKept || known === undefined || told.epoch > known.epoch) return told;
  if (told.epoch < known.epoch || told.run !== known.run) return known;
  return told.index >= known.index ? told : { ...told, index: known.index, time_ms: known.time_ms };
}
