import { atan2, cos, sin } from '../core/math.ts';
import { sunColumns, sunPosition } from '../core/physics/sun.ts';
import { type TimeGrid, timeAt } from '../core/timeGrid.ts';

const DAY_ms = 86_400_000;
const HOUR_ms = 3_600_000;

export interface Position {
  /** North positive. */
  readonly latitude_deg: number;
  /** East positive. */
  readonly longitude_deg: number;
  readonly altitude_m: number;
}

/** How far the irradiance of a table lies from the sun, measured on its clearest days: half a day either way at most. */
export interface ClockEvidence {
  /** Median over the days of the irradiance's centroid less the true solar noon: positive is late. */
  readonly late_h: number;
  /** Standard error of that median. */
  readonly error_h: number;
  /** Days it rests on; 0 where the table holds too few. */
  readonly days: number;
}

const FEWEST_DAYS = 8;
/** Share of the days, by clearness, that are taken as clear. */
const CLEAR_SHARE = 0.1;

const quantile = (sorted: readonly number[], q: number): number => {
  const at = q * (sorted.length - 1);
  const k = Math.floor(at);
  return sorted[k]! + (at - k) * ((sorted[k + 1] ?? sorted[k]!) - sorted[k]!);
};

/** Below this length of the mean pointer (1 where all light falls in one moment) the irradiance knows no day. */
const FAINT = 0.1;
/** Whole hours that the search around solar noon spans by itself, for the shortest night as well. */
const NARROW_h = 1;

/**
 * Measures a table's clock against the sun, in two strokes. The energy-weighted mean of the sun's hour angle as a pointer
 * on the dial of a day tells the offset to an hour or so, whatever it is; the table moved back by it, the clearest days
 * tell the rest.
 */
export function measureClock(grid: TimeGrid, ghi_W_per_m2: Float64Array, at: Position): ClockEvidence {
  const coarse_h = coarseOffset_h(grid, ghi_W_per_m2, at);
  if (Math.abs(coarse_h) <= NARROW_h) return measureNear(grid, ghi_W_per_m2, at);
  const moved = { ...grid, start_ms: grid.start_ms - coarse_h * HOUR_ms };
  const near = measureNear(moved, ghi_W_per_m2, at);
  return { ...near, late_h: near.late_h + coarse_h };
}

/** Whole hours from -12 to 12 by which the irradiance as a whole is late; 0 where it knows no day. */
function coarseOffset_h(grid: TimeGrid, ghi_W_per_m2: Float64Array, at: Position): number {
  const turn = (2 * Math.PI) / DAY_ms;
  const solar_ms = (at.longitude_deg / 360) * DAY_ms;
  let day = Number.NaN;
  let equation_ms = 0;
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < grid.length; i++) {
    const middle_ms = timeAt(grid, i) + grid.step_s * 500;
    const d = Math.floor(middle_ms / DAY_ms);
    if (d !== day) {
      day = d;
      equation_ms = sunPosition(middle_ms, at.latitude_deg, at.longitude_deg).equationOfTime_min * 60_000;
    }
    const g = ghi_W_per_m2[i]!;
    if (!(g > 0)) continue;
    const angle = (middle_ms + solar_ms + equation_ms - (d + 0.5) * DAY_ms) * turn;
    sum += g;
    x += g * cos(angle);
    y += g * sin(angle);
  }
  if (!(Math.hypot(x, y) > FAINT * sum)) return 0;
  return Math.round((atan2(y, x) * 12) / Math.PI) + 0;
}

/**
 * The offset where it is short of half a night. Of each solar day the energy-weighted mean time of the global horizontal
 * irradiance (intervals counted at their middle) is taken against true solar noon; on a clear day the two agree within
 * minutes. The clearest tenth of the days (by the ratio to the irradiance outside the atmosphere) decides, by median.
 * Good to a few minutes on a year; clouds that favour mornings or afternoons even on clear days are its limit.
 */
function measureNear(grid: TimeGrid, ghi_W_per_m2: Float64Array, at: Position): ClockEvidence {
  const sun = sunColumns(grid, at);
  const half_ms = grid.step_s * 500;
  const solar_ms = (at.longitude_deg / 360) * DAY_ms;
  const perDay = DAY_ms / (grid.step_s * 1000);
  const days: { clearness: number; late_h: number }[] = [];
  let day = Number.NaN;
  let outside = 0;
  let sum = 0;
  let moment = 0;
  let count = 0;
  const close = (): void => {
    if (count < perDay - 1e-9 || !(sum > 0) || outside <= 0 || sum > 1.2 * outside) return;
    const noon_ms = day * DAY_ms + DAY_ms / 2 - solar_ms;
    const { equationOfTime_min } = sunPosition(noon_ms, at.latitude_deg, at.longitude_deg);
    days.push({ clearness: sum / outside, late_h: moment / sum + equationOfTime_min / 60 });
  };
  for (let i = 0; i < grid.length; i++) {
    const middle_ms = timeAt(grid, i) + half_ms;
    const d = Math.floor((middle_ms + solar_ms) / DAY_ms);
    if (d !== day) {
      close();
      day = d;
      outside = 0;
      sum = 0;
      moment = 0;
      count = 0;
    }
    const g = ghi_W_per_m2[i]!;
    sum += g;
    moment += (g * (middle_ms + solar_ms - (d * DAY_ms + DAY_ms / 2))) / HOUR_ms;
    if (sun.up[i]! > 0) outside += sun.up[i]! * sun.upShare[i]! * sun.extraterrestrial_W_per_m2[i]!;
    count++;
  }
  close();
  days.sort((a, b) => b.clearness - a.clearness);
  const clear = days.slice(0, Math.max(FEWEST_DAYS, Math.floor(days.length * CLEAR_SHARE)));
  if (clear.length < FEWEST_DAYS) return { late_h: Number.NaN, error_h: Number.NaN, days: 0 };
  const late = clear.map((c) => c.late_h).sort((a, b) => a - b);
  // For a normal spread: sigma is the interquartile range over 1.349, and a median errs by 1.253 sigma / sqrt(n).
  const sigma = (quantile(late, 0.75) - quantile(late, 0.25)) / 1.349;
  return { late_h: quantile(late, 0.5), error_h: (1.253 * sigma) / Math.sqrt(late.length), days: late.length };
}

/** What follows from the evidence. */
export interface ClockVerdict {
  /** Whole hours by which every column is late: the zone in the header is wrong by as much. */
  readonly zone_h: number;
  /** Quarters of an hour by which the irradiance alone is late, in hours. */
  readonly irradiance_h: number;
}

/** An unexplained offset up to here is the irradiance's own; beyond it the zone is wrong. */
const OWN_h = 0.75;
/** An offset that a header states explains what was measured within this. */
const NEAR_h = 0.25;
/** A median less certain than this proves nothing. */
const CERTAIN_h = 0.125;

/**
 * Parts the measured offset into a wrong zone (whole hours, all columns) and the irradiance's own sampling (to the
 * nearest quarter of an hour). `stated_h` is the irradiance's offset by the file's own header, NaN where it has none.
 */
export function judgeClock(evidence: ClockEvidence, stated_h: number): ClockVerdict {
  const { late_h, error_h, days } = evidence;
  if (days === 0 || !(error_h <= CERTAIN_h)) return { zone_h: 0, irradiance_h: 0 };
  const unexplained_h = late_h - stated_h;
  const stated = Math.abs(unexplained_h - Math.round(unexplained_h)) <= NEAR_h;
  const zone_h = stated ? Math.round(unexplained_h) : Math.abs(late_h) > OWN_h ? Math.round(late_h) : 0;
  return { zone_h: zone_h + 0, irradiance_h: Math.round((late_h - zone_h) * 4) / 4 + 0 };
}
