/** `live` follows the wall clock, `paced` runs at a speed, `step` waits to be told, `asap` never waits. */
export const MODES = ['live', 'paced', 'step', 'asap'] as const;
export type Mode = (typeof MODES)[number];
/** `strict` catches up on every delay; `best-effort` gives up what it lags by more than `MAX_LAG_MS`, and counts it. */
export const POLICIES = ['strict', 'best-effort'] as const;
export type Policy = (typeof POLICIES)[number];

export const MAX_LAG_MS = 1000;
export const MAX_SPEED = 1e7;

export interface ClockSettings {
  readonly start_ms: number;
  readonly step_s: number;
  readonly mode: Mode;
  readonly speed: number;
  readonly policy: Policy;
  /** Milliseconds on the monotonic clock, and on the wall. */
  readonly now: () => number;
  readonly wall: () => number;
}

/**
 * When steps are due. The deadline of step `i`, the end of its interval, is `t0 + (i + 1 - i0) * step / speed` on the
 * monotonic clock: computed, never taken again after a sleep, so that no delay adds up. `i0` may lie within a step.
 */
export interface Clock {
  readonly mode: Mode;
  readonly speed: number;
  readonly policy: Policy;
  readonly isPaused: boolean;
  /** How late the last step was, and what `best-effort` has given up so far. */
  readonly lag_ms: number;
  readonly slipped_ms: number;
  /** Sets step `i` as the one that begins now. */
  start(i: number): void;
  /** Milliseconds until step `i` may be taken: 0 where it is due, Infinity where somebody must say so first. */
  wait(i: number): number;
  /** Takes note that step `i` has been taken. */
  taken(i: number): void;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
  setMode(mode: Mode): void;
  /** Allows so many steps more in mode `step`, or while paused. */
  allow(steps: number): void;
}

export function makeClock(settings: ClockSettings): Clock {
  const { step_s, policy, now, wall } = settings;
  const step_ms = step_s * 1000;
  let { mode, speed } = settings;
  let t0 = now();
  let i0 = 0;
  /** Position at which it was paused. */
  let paused: number | undefined;
  let allowed = 0;
  let lag = 0;
  let slipped = 0;
  let next = 0;
  /** In mode `live`, until what lies in the past has been made up for. */
  let isBehind = false;

  const pace = (): number => (mode === 'live' ? 1 : speed);
  const deadline = (i: number): number => t0 + ((i + 1 - i0) * step_ms) / pace();
  /** Where the clock stands, in steps. */
  const position = (): number => paused ?? i0 + ((now() - t0) * pace()) / step_ms;
  const anchor = (at: number): void => {
    t0 = now();
    i0 = at;
  };
  const align = (): void => {
    anchor(mode === 'live' ? (wall() - settings.start_ms) / step_ms : next);
    isBehind = mode === 'live';
  };
  return {
    get mode() {
      return mode;
    },
    get speed() {
      return pace();
    },
    policy,
    get isPaused() {
      return paused !== undefined;
    },
    get lag_ms() {
      return lag;
    },
    get slipped_ms() {
      return slipped;
    },
    start(i) {
      next = i;
      lag = 0;
      align();
      if (paused !== undefined) paused = i;
    },
    wait(i) {
      if (allowed > 0) return 0;
      if (paused !== undefined || mode === 'step') return Number.POSITIVE_INFINITY;
      return mode === 'asap' ? 0 : Math.max(0, deadline(i) - now());
    },
    taken(i) {
      next = i + 1;
      if (allowed > 0) {
        allowed--;
        lag = 0;
        // What was taken out of turn moves the clock along.
        if (paused === undefined) anchor(next);
        else paused = next;
        return;
      }
      if (mode === 'asap' || mode === 'step') {
        lag = 0;
        return;
      }
      lag = Math.max(0, now() - deadline(i));
      if (isBehind) {
        if (lag >= step_ms) lag = 0;
        else isBehind = false;
        return;
      }
      if (policy === 'strict' || mode === 'live' || lag <= MAX_LAG_MS) return;
      slipped += lag;
      t0 += lag;
      lag = 0;
    },
    pause() {
      paused ??= mode === 'paced' || mode === 'live' ? position() : next;
    },
    resume() {
      if (paused === undefined) return;
      const at = paused;
      paused = undefined;
      if (mode === 'live') align();
      else anchor(at);
    },
    setSpeed(to) {
      const at = position();
      if (paused === undefined) anchor(at);
      speed = to;
    },
    setMode(to) {
      if (to === mode) return;
      const wasPaced = mode === 'paced';
      mode = to;
      allowed = 0;
      if (paused !== undefined) {
        if (!wasPaced) paused = next;
        return;
      }
      align();
    },
    allow(steps) {
      allowed += steps;
    },
  };
}
