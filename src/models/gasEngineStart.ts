import { clamp } from '../core/math.ts';

/** What starting, stopping and ramping go by. States: `x[0]` hours running, `x[1]` hours of the last standstill, `x[2]` gross kW. */
export interface Starting {
  readonly rated_kW: number;
  readonly minLoad: number;
  readonly minUp_h: number;
  readonly minDown_h: number;
  readonly ramp_per_h: number;
  readonly warmStart_h: number;
  readonly coldStart_h: number;
  readonly coldAfter_h: number;
}

const TOLERANCE_h = 1e-9;

/** Available at no less than its least load, and running or long enough at rest. */
export const mayRun = (q: Starting, x: Float64Array, w: Float64Array): boolean =>
  w[0]! > 0 && w[0]! >= q.minLoad && (x[0]! > 0 || x[1]! >= q.minDown_h - TOLERANCE_h);

/** As it may run, and running for less than its least running time. */
export const mustRun = (q: Starting, x: Float64Array, w: Float64Array): boolean =>
  w[0]! > 0 && w[0]! >= q.minLoad && x[0]! > 0 && x[0]! < q.minUp_h - TOLERANCE_h;

/** Length of the run-up that is under way or would begin now: the standstill before it decides. */
const startTime_h = (q: Starting, x: Float64Array): number => (x[1]! > q.coldAfter_h ? q.coldStart_h : q.warmStart_h);

/** Hours of this step that are run-up. */
export const runUp_h = (q: Starting, x: Float64Array, dt_h: number): number =>
  clamp(startTime_h(q, x) - x[0]!, 0, dt_h);

/** Mean over the step of the height of a run-up of `up_h` hours, in least load; 0 over the part that runs free. */
export const runUpMean = (q: Starting, x: Float64Array, dt_h: number, up_h: number): number =>
  up_h > 0 ? (up_h * (x[0]! + 0.5 * up_h)) / (startTime_h(q, x) * dt_h) : 0;

/** Load from which the free part of the step sets out. */
const fromLoad = (q: Starting, x: Float64Array, up_h: number): number =>
  x[0]! > 0 && up_h === 0 ? x[2]! / q.rated_kW : q.minLoad;

/** Least and highest load of the free part of the step, by the ramp. */
export const lowLoad = (q: Starting, x: Float64Array, w: Float64Array, dt_h: number, up_h: number): number =>
  // Where what is available falls faster than the ramp, that wins.
  Math.min(w[0]!, Math.max(q.minLoad, fromLoad(q, x, up_h) - q.ramp_per_h * (dt_h - up_h)));

export const highLoad = (q: Starting, x: Float64Array, w: Float64Array, dt_h: number, up_h: number): number =>
  Math.min(w[0]!, fromLoad(q, x, up_h) + q.ramp_per_h * (dt_h - up_h));

/** Share of a start's run-up that falls into a step with `up_h` hours of it; all of it where the start takes no time. */
export function startShare(q: Starting, x: Float64Array, up_h: number): number {
  const whole_h = startTime_h(q, x);
  return whole_h > 0 ? up_h / whole_h : x[0]! > 0 ? 0 : 1;
}

/**
 * What the states mean for what it can give (`ComponentKind.mode`): running or at rest for long enough to be free, and in
 * the latter case cold or not. NaN where a start under way, a least time or a ramp through less than the whole range in a
 * step leaves its mark.
 */
export function startMode(q: Starting, x: Float64Array, dt_h: number): number {
  if (x[0]! > 0) {
    const isFree = x[0]! >= q.minUp_h - TOLERANCE_h && x[0]! >= startTime_h(q, x) && q.ramp_per_h * dt_h >= 1;
    return isFree ? 1 : Number.NaN;
  }
  return x[1]! < q.minDown_h - TOLERANCE_h ? Number.NaN : x[1]! > q.coldAfter_h ? 3 : 2;
}
