/**
 * A machine that is on or off: least load, ramp, start-up time, least times up and down. Pure numbers in the unit of
 * its own choosing (kW of power, kW of stack), for models to hold in four of their states, which stand together in this
 * order: `on`, 0 or 1; `held_h`, the time in it; `warmed_h`, the time spent on a start under way; the last level.
 * Allocates nothing.
 *
 * - **Start.** A start takes `warmStart_h`, or `coldStart_h` once it has been off for `coldAfter_h`. Where that is
 *   shorter than the step, the machine runs for the rest of it: it gives the mean `asked` by running at
 *   `asked / share`. Where it is longer, a request (any set point but 0) makes it warm up: it gives a token of
 *   `TOKEN` of its rating, which is then all it can give, until the time is over. A request that lapses lets it cool.
 * - **Ramp.** The level changes by at most `ramp` a step, but from rest it may reach its least load at once, and it may
 *   always fall to rest.
 * - **Least times.** Within `minUp_h` of a start it cannot rest; within `minDown_h` of a stop it cannot start. An outage
 *   breaks both. The step in which it starts or stops counts whole.
 */
export interface OnOff {
  readonly rated: number;
  /** Least level when on, in the unit of `rated`. */
  readonly least: number;
  /** Largest change of level in one step; Infinity without limit. */
  readonly ramp: number;
  readonly warmStart_h: number;
  readonly coldStart_h: number;
  readonly coldAfter_h: number;
  readonly minUp_h: number;
  readonly minDown_h: number;
}

/** Off, long enough to start at once, and cold. */
export const onOffInitial = (m: OnOff): readonly [number, number, number, number] => [
  0,
  m.minDown_h > m.coldAfter_h ? m.minDown_h : m.coldAfter_h,
  0,
  0,
];

/** Share of the rating that stands for "warming up" where a start outlasts the step. */
export const TOKEN = 1e-5;
/** Times are sums of steps: equal within rounding. */
const EPS_h = 1e-9;

/** Share of the step in which it runs: 1 when on, what a start leaves when off, 0 where it cannot run at all. */
export function runningShare(m: OnOff, x: Float64Array, at: number, dt_h: number): number {
  if (x[at]! > 0) return 1;
  // Held counts the warming up too; what decides is how long it was off before.
  const start_h = x[at + 1]! - x[at + 2]! + EPS_h < m.coldAfter_h ? m.warmStart_h : m.coldStart_h;
  const left_h = start_h - x[at + 2]!;
  return left_h <= EPS_h ? 1 : left_h >= dt_h - EPS_h ? 0 : 1 - left_h / dt_h;
}

/** Highest level when it runs now. */
function highestLevel(m: OnOff, x: Float64Array, at: number, available: number): number {
  const size = available * m.rated;
  const reach = x[at]! > 0 ? x[at + 3]! + m.ramp : m.ramp > m.least ? m.ramp : m.least;
  return reach < size ? reach : size;
}
/** Least level when it runs now. */
function leastLevel(m: OnOff, x: Float64Array, at: number): number {
  const down = x[at]! > 0 ? x[at + 3]! - m.ramp : 0;
  return down > m.least ? down : m.least;
}

/** The range of its mean over the step: writes out[0] lowest, out[1] highest, out[2] least when not at rest. */
export function onOffLimits(
  m: OnOff,
  x: Float64Array,
  at: number,
  available: number,
  dt_h: number,
  out: Float64Array,
): void {
  const share = runningShare(m, x, at, dt_h);
  const highest = highestLevel(m, x, at, available);
  const least = leastLevel(m, x, at);
  const on = x[at]! > 0;
  out[0] = 0;
  out[1] = 0;
  out[2] = 0;
  if (available <= 0 || m.least > available * m.rated || (!on && x[at + 1]! + EPS_h < m.minDown_h)) return;
  if (share === 0) {
    out[1] = TOKEN * m.rated;
    out[2] = out[1];
    return;
  }
  out[1] = share * highest;
  // Where the size falls faster than the ramp, the size wins.
  out[2] = share * (least < highest ? least : highest);
  if (on && x[at + 1]! + EPS_h < m.minUp_h) out[0] = out[2];
}

/** The mean over the step that it gives when asked for one: within its limits, as near as can be. */
export function onOffMean(
  m: OnOff,
  x: Float64Array,
  at: number,
  available: number,
  asked: number,
  dt_h: number,
): number {
  const on = x[at]! > 0;
  if (available <= 0 || m.least > available * m.rated || (!on && x[at + 1]! + EPS_h < m.minDown_h)) return 0;
  const mustRun = on && x[at + 1]! + EPS_h < m.minUp_h;
  if (!(asked > 0) && !mustRun) return 0;
  const share = runningShare(m, x, at, dt_h);
  if (share === 0) return TOKEN * m.rated;
  const highest = share * highestLevel(m, x, at, available);
  const least = share * leastLevel(m, x, at);
  return asked > highest ? highest : asked < least ? (least < highest ? least : highest) : asked;
}

/**
 * What the four states mean for what it can give (`ComponentKind.mode`): running or at rest for long enough to be free,
 * and in the latter case cold or not. NaN where a ramp, a start under way or a least time leaves its mark.
 */
export function onOffMode(m: OnOff, x: Float64Array, at: number): number {
  const held_h = x[at + 1]! + EPS_h;
  // No size that a machine may grow to in the cold is twice its rating.
  if (x[at]! > 0) return held_h >= m.minUp_h && m.ramp >= 2 * m.rated ? 1 : Number.NaN;
  if (held_h < m.minDown_h || x[at + 2]! > 0) return Number.NaN;
  return held_h < m.coldAfter_h ? 2 : 3;
}

/** Writes the four states at the end of a step in which it gave `mean`, and returns 1 where it came on in it, else 0. */
export function onOffNext(
  m: OnOff,
  x: Float64Array,
  at: number,
  mean: number,
  dt_h: number,
  next: Float64Array,
): 0 | 1 {
  const was = x[at]! > 0;
  const share = runningShare(m, x, at, dt_h);
  const running = mean > 0 && share > 0;
  next[at] = running ? 1 : 0;
  next[at + 1] = running === was ? x[at + 1]! + dt_h : dt_h;
  next[at + 2] = mean > 0 && !running ? x[at + 2]! + dt_h : 0;
  next[at + 3] = running ? mean / share : 0;
  return running && !was ? 1 : 0;
}
